import { runBot } from './run-bot.ts';
import { runUntilSignal, wire } from './wire.ts';

await runUntilSignal(async () => {
  const wired = await wire(process.env, 'bot');
  const bot = await runBot(wired);
  return {
    graceSeconds: wired.config.timing.shutdownGrace,
    async stop() {
      await bot.stop();
      await wired.close();
    },
  };
});
