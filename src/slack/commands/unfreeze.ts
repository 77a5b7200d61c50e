import { answer } from '../escape.ts';
import { refusalText } from '../refusal.ts';
import type { Command } from './command.ts';

export const unfreeze: Command = {
  name: 'unfreeze',
  usage: '/migrate unfreeze',
  about: 'lifts the freeze',
  claims: ([first]) => first === 'unfreeze',
  run: async (_, { migrations, user }) => {
    const before = await migrations.frozen();
    const refusal = await migrations.unfreeze(user);
    if (refusal) return { lines: [answer(refusalText(refusal))] };
    return { lines: [before ? 'The freeze is lifted; migrations go on.' : 'Ferry was not frozen.'] };
  },
};
