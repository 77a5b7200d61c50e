import { runUntilSignal, wire } from '../src/wire.ts';
import { runWorker } from './run-worker.ts';

await runUntilSignal(async () => {
  const wired = await wire(process.env, 'worker');
  const worker = await runWorker(wired);
  return {
    graceSeconds: wired.config.timing.shutdownGrace,
    async stop() {
      await worker.stop();
      await wired.close();
    },
  };
});
