import { runBot } from '../src/run-bot.ts';
import { runUntilSignal, wire } from '../src/wire.ts';
import { runWorker } from './run-worker.ts';

// Bot and worker in one process, for small installations and for trying Ferry out.
await runUntilSignal(async () => {
  const wired = await wire(process.env, 'ferry');
  const worker = await runWorker(wired);
  const bot = await runBot(wired);
  return {
    graceSeconds: wired.config.timing.shutdownGrace,
    async stop() {
      await bot.stop();
      await worker.stop();
      await wired.close();
    },
  };
});
