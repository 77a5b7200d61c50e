import type { Preparation } from '../../cloud/azure/preparation.ts';
import type { VaultFacts } from '../../migration/replicator-port.ts';
import { callPatienceMs, type TargetJournal } from '../../store/targets.ts';
import { type Line, warning } from './report.ts';
import { underWay } from './send-journalled.ts';

/** The calls that prepare a target. */
export const kinds = { vault: 'create-vault', integrityKey: 'create-integrity-key', certificate: 'register-certificate' } as const;

interface Seen {
  readonly journal: TargetJournal;
  readonly preparation: Pick<Preparation, 'integrityKey'>;
  readonly vault: VaultFacts | undefined;
  readonly now: number;
}

/** Settles calls whose answer never came by what is to be seen now; each is told once. */
export async function lookForLost({ journal, preparation, vault, now }: Seen): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const kind of Object.values(kinds)) {
    const call = await journal.last(kind);
    if (call?.state !== 'open') continue;
    const effect =
      kind === kinds.vault
        ? vault !== undefined
        : kind === kinds.integrityKey
          ? vault && (await preparation.integrityKey()).is !== 'none'
          : false;
    if (effect) {
      await journal.settle(call.operation, { state: 'seen' });
      lines.push(warning(titles[kind], `${underWay(call)}; it had its effect.`));
    } else if (now - call.sentAt > callPatienceMs) {
      await journal.settle(call.operation, { state: 'not-seen' });
      lines.push(warning(titles[kind], `${underWay(call)}; ${vanished[kind]}`));
    }
  }
  return lines;
}

const titles = {
  [kinds.vault]: 'Earlier vault call',
  [kinds.integrityKey]: 'Earlier key call',
  [kinds.certificate]: 'Earlier certificate',
} as const;

const vanished = {
  [kinds.vault]: 'no such vault is there.',
  [kinds.integrityKey]: 'the vault has no such key.',
  [kinds.certificate]: 'if Azure took it, it leads nowhere: its private key was never written down.',
} as const;
