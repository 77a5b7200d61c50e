import type { AftercareItem } from '../../src/migration/aftercare.ts';
import type { TargetVm } from '../../src/migration/replicator-port.ts';
import type { MachineSummary, Millis } from '../../src/migration/types.ts';
import { moment } from '../times.ts';

export interface AftercareFacts {
  readonly os: MachineSummary['osFamily'];
  /** As Azure has it now; absent: it could not be found. */
  readonly vm?: Pick<TargetVm, 'name' | 'power' | 'agent' | 'agentMessage'>;
  readonly instanceId: string;
  readonly now: Millis;
}

type Item = (facts: AftercareFacts) => AftercareItem | undefined;

/** As long as Microsoft's and AWS's own guides keep a source; nothing but people deletes it. */
const holdDays = 30;
const day = 86_400_000;

/** A command for each system; both where nobody knows which it is. */
const by = ({ os }: AftercareFacts, commands: { readonly windows: string; readonly linux: string }): string =>
  os === 'unknown' ? `on Windows ${commands.windows}; on Linux ${commands.linux}` : commands[os];

const vmAgent: Item = (facts) => {
  const title = 'VM agent';
  const { vm } = facts;
  if (vm?.agent === 'ready') return { title, state: 'verified', text: `it answers, and ${vm.name} is ${vm.power}` };
  const seen = vm ? `Azure says ${vm.agent}${vm.agentMessage ? ` (${vm.agentMessage})` : ''}` : 'Ferry did not find the machine in Azure';
  return {
    title,
    state: 'to-do',
    text: `${seen}: ${by(facts, { windows: 'install WindowsAzureVmAgent from aka.ms/vmagentwin', linux: 'install the package walinuxagent or WALinuxAgent, and start its service' })}`,
  };
};

const activation: Item = (facts) =>
  facts.os === 'linux'
    ? {
        title: 'Licences',
        state: 'unseen',
        text: 'what EC2 billed, such as RHEL or SUSE, does not come along: look whether updates still arrive, and register the system or use Azure Hybrid Benefit',
      }
    : {
        title: 'Activation',
        state: 'unseen',
        text: 'on the machine: slmgr /skms azkms.core.windows.net:1688, slmgr /ato, and slmgr /xpr says whether it is activated. The network has to let TCP 1688 out to it',
      };

const time: Item = (facts) => ({
  title: 'Time',
  state: 'unseen',
  text: by(facts, { windows: 'w32tm /query /status', linux: 'chronyc sources; 169.254.169.123 is Amazon’s and answers nobody in Azure' }),
});

const backup: Item = ({ vm }) => ({
  title: 'Backup',
  state: 'unseen',
  text: `Ferry ended replication, so nothing backs it up unless you do: az backup protection enable-for-vm --vm ${vm?.name ?? 'NAME'}, with your vault and policy`,
});

const monitoring: Item = () => ({
  title: 'Monitoring',
  state: 'unseen',
  text: 'CloudWatch sees it no longer: have it in your monitoring in Azure, and take the alarms of the instance away',
});

const mobilityService: Item = (facts) => ({
  title: 'Mobility service',
  state: 'to-do',
  text: `uninstall it, nobody does that for you: ${by(facts, { windows: 'MsiExec.exe /qn /x {275197FC-14FD-4560-A5EB-38217F80CBD1}', linux: 'as root, /usr/local/ASR/uninstall.sh -Y' })}`,
});

const awsTools: Item = (facts) => ({
  title: 'AWS tools',
  state: 'to-do',
  text: `uninstall the SSM Agent, the CloudWatch agent${facts.os === 'linux' ? '' : ', EC2Launch or EC2Config'} where they are: ${by(facts, { windows: 'in Apps & features; and route print shows persistent routes to 169.254.169.2.., which route -p delete takes away', linux: 'systemctl disable --now amazon-ssm-agent amazon-cloudwatch-agent, then remove the packages' })}`,
});

const hold: Item = ({ instanceId, now }) => ({
  title: 'The source',
  state: 'to-do',
  text: `keep ${instanceId}, its volumes and snapshots until ${moment(now + holdDays * day).slice(0, 10)}, ${holdDays} days; whoever owns them deletes them afterwards, Ferry never does. Nobody should start it: the machine would run twice`,
});

/** Everything that has to be looked at after a migration, in the order people read it. */
const items: readonly Item[] = [vmAgent, activation, time, backup, monitoring, mobilityService, awsTools, hold];

/** What remains after a migration: what Ferry has verified, what it cannot see, and what there is to do. */
export function aftercareChecklist(facts: AftercareFacts): readonly AftercareItem[] {
  return items.flatMap((item) => item(facts) ?? []);
}
