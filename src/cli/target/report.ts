/** One thing that a target needs, and how it stands. */
export interface Line {
  readonly what: string;
  readonly state: 'there' | 'done' | 'remains' | 'warning';
  readonly says: string;
  /** Who has to do what remains. */
  readonly whose?: string;
  /** What exactly, one step to a line. */
  readonly steps?: readonly string[];
}

/** How a target stands after a look, and what was done to it. */
export interface Report {
  readonly target: string;
  readonly vault: string;
  /** Nothing remains: machines can move. */
  readonly ready: boolean;
  readonly lines: readonly Line[];
}

export const there = (what: string, says: string): Line => ({ what, state: 'there', says });
export const done = (what: string, says: string): Line => ({ what, state: 'done', says });
export const warning = (what: string, says: string): Line => ({ what, state: 'warning', says });
export const remains = (what: string, whose: string, says: string, steps?: readonly string[]): Line => ({
  what,
  state: 'remains',
  says,
  whose,
  ...(steps && { steps }),
});
