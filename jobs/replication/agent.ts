import { versions } from '../../src/migration/host-reasons.ts';
import type { AgentFacts } from '../../src/migration/replicator-port.ts';
import type { Alert, Millis } from '../../src/migration/types.ts';

const day = 86_400_000;
const soonDays = 30;
const update = 'Update it in the vault (the item, Update agent), or install the newer one by hand.';

/** What is wrong with the Mobility service of a machine, or soon will be. */
export function agentAlerts(machine: string, agent: AgentFacts | undefined, now: Millis): readonly Alert[] {
  if (!agent) return [];
  const { version, versionStatus, versionExpires, upgradeErrors = [], rebootRequired } = agent;
  const whose = `The Mobility service of ${machine}${version ? ` (${version})` : ''}`;
  const status = versions[versionStatus ?? ''];
  const alert = (key: string, severity: Alert['severity'], title: string, text: string): Alert => ({
    key: `agent ${key}`,
    severity,
    title,
    text,
  });
  return [
    ...(status
      ? [
          alert(
            'version',
            status.verdict === 'block' ? 'critical' : 'warning',
            `the Mobility service has a version that ${status.means}`,
            `${whose} has a version that ${status.means}. ${update}`,
          ),
        ]
      : []),
    ...(versionExpires !== undefined && versionExpires - now <= soonDays * day ? [expiry(whose, versionExpires, now)] : []),
    ...upgradeErrors.map(({ code, message, recommendedAction }) =>
      alert(
        `upgrade ${code}`,
        'warning',
        `the Mobility service could not be upgraded (${code})`,
        `${whose} could not be upgraded: ${message.replace(/[\s.]+$/, '')} (${code}). ${recommendedAction ?? update}`,
      ),
    ),
    ...(rebootRequired
      ? [
          alert(
            'reboot',
            'warning',
            'the Mobility service wants a reboot',
            `${whose} uses its newest driver only after a reboot of the machine. Replication goes on without.`,
          ),
        ]
      : []),
  ];
}

function expiry(whose: string, at: Millis, now: Millis): Alert {
  const date = new Date(at).toISOString().slice(0, 10);
  const over = at <= now;
  return {
    key: 'agent expiry',
    severity: over ? 'critical' : 'warning',
    title: `the version of the Mobility service ${over ? 'has ended' : 'ends soon'}`,
    text: `${whose} has a version that ${over ? 'ended' : 'ends'} on ${date}. ${update}`,
  };
}

/** Version and upgrade of the Mobility service in a few words, as far as Azure says. */
export function agentWords({ version, latestVersion, upgradeable, upgradeState }: AgentFacts): string | undefined {
  if (version === undefined) return undefined;
  const upgrading = upgradeState !== undefined && upgradeState !== 'None' && upgradeState !== 'Completed';
  if (upgrading) return `Mobility service ${version}, being upgraded (Azure says ${upgradeState})`;
  if (!upgradeable) return `Mobility service ${version}`;
  return `Mobility service ${version}; ${latestVersion ?? 'a newer one'} is there`;
}
