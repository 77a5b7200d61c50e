const benches: Readonly<Record<string, string>> = {
  ack: 'how long Slack waits for an acknowledgement, beside a bare Bolt handler; about four minutes, fails when it is too long',
  calls: 'what one migration asks of Azure and how long it takes, beside a plain script with the pollers of the SDK; about three minutes',
};

process.stdout.write(
  `Benchmarks:\n${Object.entries(benches)
    .map(([name, about]) => `  npm run bench:${name.padEnd(6)} ${about}`)
    .join('\n')}\n`,
);
