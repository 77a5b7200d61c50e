const benches: Readonly<Record<string, string>> = {
  ack: 'how long Slack waits for an acknowledgement, beside a bare Bolt handler; about four minutes, fails when it is too long',
};

process.stdout.write(
  `Benchmarks:\n${Object.entries(benches)
    .map(([name, about]) => `  npm run bench:${name.padEnd(6)} ${about}`)
    .join('\n')}\n`,
);
