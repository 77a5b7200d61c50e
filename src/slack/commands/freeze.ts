import { answer } from '../escape.ts';
import { refusalText } from '../refusal.ts';
import type { Command } from './command.ts';
import { said } from './words.ts';

export const freeze: Command = {
  name: 'freeze',
  usage: '/migrate freeze <reason>',
  about: 'holds everything that would change a cloud, in all migrations, until an approver lifts it',
  claims: ([first]) => first === 'freeze',
  run: async ([, ...words], { migrations, user }) => {
    const reason = said(words);
    if (reason === '') return { lines: ['Why? People will read it. Type `/migrate freeze &lt;reason&gt;`.'] };
    const refusal = await migrations.freeze(user, reason);
    if (refusal) return { lines: [answer(refusalText(refusal))] };
    return {
      lines: [
        'Ferry is frozen: from now on no call that changes a cloud leaves, except to undo what Ferry did. A call that has left cannot be taken back. Lift it with `/migrate unfreeze`.',
      ],
    };
  },
};
