/** What one sender may ask of the server before anybody knows who it is. */
export interface HttpLimits {
  readonly bodyBytes: number;
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often slow requests are looked for. */
  readonly checkEveryMs: number;
  readonly keepAliveMs: number;
  readonly connections: number;
}

export const httpLimits: HttpLimits = {
  // Slack publishes no size. A click brings its whole message: 50 blocks of 3,000 characters and 40,000 of text,
  // each character at most nine bytes of the form, are 1.7 million.
  bodyBytes: 2 * 1024 * 1024,
  // Slack gives up after three seconds.
  headersMs: 10_000,
  requestMs: 15_000,
  checkEveryMs: 1_000,
  // Longer than load balancers keep idle connections (60 s is usual), or they send into one that is being closed.
  keepAliveMs: 75_000,
  connections: 256,
};
