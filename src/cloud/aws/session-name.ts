/** What CloudTrail calls a session: Ferry, and the Slack user on whose word it acts. STS takes 2 to 64 of these characters. */
export function sessionName(person: string | undefined): string {
  const known = person?.replace(/[^\w+=,.@-]/g, '') ?? '';
  return (known === '' ? 'ferry' : `ferry-${known}`).slice(0, 64);
}
