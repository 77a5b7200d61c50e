import { startDialog } from '../dialogs/start-dialog.ts';
import type { Command } from './command.ts';

export const dialog: Command = {
  name: 'dialog',
  usage: '/migrate',
  about: 'opens a dialog that finds machines by name, id or address',
  claims: (words) => words.length === 0,
  run: async (_, { web, triggerId, config, channel, log }) => {
    try {
      await web.views.open({ trigger_id: triggerId, view: startDialog({ config, channel }) });
      return { lines: [] };
    } catch (error) {
      log.warn({ err: error }, 'opening the start dialog');
      return {
        lines: [
          'Slack did not open the dialog in time. Type `/migrate` again, or `/migrate` and an instance id. `/migrate help` says what else there is.',
        ],
      };
    }
  },
};
