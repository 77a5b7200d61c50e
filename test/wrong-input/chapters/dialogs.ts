import { keys } from '../../../src/store/keys.ts';
import { eventually } from '../../support/eventually.ts';
import { channel, type Machine, type Play, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';
import { readable } from '../as-read.ts';
import type { Chapter } from '../chapter.ts';

interface Scene {
  readonly stage: Stage;
  /** A machine that nobody moves. */
  readonly idle: Machine;
  /** A migration that waits for approvers, and stays so. */
  readonly asking: Play;
  /** Another one, whose approver opened the dialog of Reject before the failover was authorised, and what its Cancel carried. */
  readonly movedOn: Play;
  readonly openDialog: string;
  /** That of Recovery point, opened at the same time. */
  readonly pointDialog: string;
  readonly cancelValue: string;
  /** Two that wait for Start; the second was started while its dialog about the landing was open. */
  readonly planned: Play;
  readonly started: Play;
  readonly openPlacement: string;
  /** One that is stuck at a check which people may answer, and a dialog about it from before somebody else answered. */
  readonly unproven: Play;
  readonly openVouch: string;
  /** One that was failed over, whose EC2 instance somebody has started again; and what its Accept carried before. */
  readonly awake: Play;
  readonly acceptValue: string;
  /** One whose stop in EC2 hangs. */
  readonly hanging: Play;
}

const guest = people.stranger;
const elsewhere = 'C0WITHOUT001';
const inTheDialog = 'whoever submitted it, below the field';

/** What goes wrong in Ferry's dialogs. The dialog stays open with what was filled in, and nothing is started or decided. */
export const dialogsChapter: Chapter<Scene> = {
  title: 'Dialogs',
  about:
    'What is wrong is said below the field, and what was filled in stays there. Nothing is started or decided before everything is right.',
  async open() {
    const stage = await setTheStage({ timing: { hold: 0.2, settle: 4 } });
    const { slack } = stage.sandbox;
    slack.world({
      users: [{ id: guest, is_restricted: true }],
      channels: [{ id: elsewhere, bot: false }],
    });
    const asking = await stage.migrate(stage.machine());
    const movedOn = await stage.migrate(stage.machine());
    stage.sandbox.azure.world({ vms: [{ name: 'till-db' }] });
    const planned = await stage.migrate(stage.machine());
    const started = await stage.migrate(stage.machine());
    const awake = await stage.migrate(stage.machine());
    const hanging = await stage.migrate(stage.machine({ hangs: true }));
    const waking = async () => {
      await awake.toAcceptance();
      const value = awake.value('ferry_accept');
      const launchedAt = new Date(Date.now() + 1000);
      stage.sandbox.aws.world({ instances: [{ instanceId: awake.machine.instanceId, state: 'running', launchedAt }] });
      await awake.offers('ferry_stop_again');
      return value;
    };
    const hang = async () => {
      await hanging.toAuthorisation();
      await hanging.press(people.approver, 'ferry_authorise');
      await hanging.offers('ferry_force_stop');
    };
    const placing = async () => {
      await started.offers('ferry_placement');
      const viewId = await dialogOf(stage, started, 'ferry_placement', people.requester);
      await started.start();
      await eventually('Start to be taken', async () => (await started.record()).status.is !== 'asking' || undefined);
      return viewId;
    };
    const [openPlacement, acceptValue] = await Promise.all([
      placing(),
      waking(),
      hang(),
      planned.offers('ferry_placement'),
      asking.toAuthorisation(),
      movedOn.toAuthorisation(),
    ]);
    const cancelValue = movedOn.value('ferry_cancel');
    const openDialog = await dialogOf(stage, movedOn, 'ferry_reject', people.approver);
    const pointDialog = await dialogOf(stage, movedOn, 'ferry_choose_point', people.requester);
    await movedOn.press(people.otherApprover, 'ferry_authorise');
    await movedOn.offers('ferry_other_point');
    const idle = stage.machine({ name: 'till-01' });
    stage.sandbox.aws.world({ deny: ['ec2:DescribeInstanceAttribute'] });
    const unproven = await stage.migrate(stage.machine());
    await unproven.offers('ferry_vouch');
    const openVouch = await dialogOf(stage, unproven, 'ferry_vouch', people.requester);
    return {
      stage,
      idle,
      asking,
      movedOn,
      openDialog,
      pointDialog,
      cancelValue,
      planned,
      started,
      openPlacement,
      unproven,
      openVouch,
      awake,
      acceptValue,
      hanging,
    };
  },
  close: ({ stage }) => stage.close(),
  rows: [
    {
      when: 'AWS does not let Ferry list machines, and somebody types a name into the dialog of `/migrate`',
      seenBy: 'whoever types, in the list below the field',
      says: 'AWS does not let Ferry look here. An operator has to mend its rights.',
      play: async (scene) => {
        const hands = await startDialog(scene);
        scene.stage.fault('aws', '^DescribeInstances$', 'deny', { times: 9 });
        const lines = await hands.suggest('till');
        scene.stage.sandbox.kit.faults.reset();
        if ((await hands.suggest('till')).length !== 1) throw new Error('the same dialog does not suggest machines again');
        return lines.join('\n');
      },
    },
    {
      when: 'a line of that list which is no machine is chosen',
      seenBy: inTheDialog,
      says: '“AWS does not let Ferry look here. An op…” is no machine: take it out.',
      play: async (scene) => {
        const hands = await startDialog(scene);
        scene.stage.fault('aws', '^DescribeInstances$', 'deny', { times: 9 });
        await hands.suggest('till');
        scene.stage.sandbox.kit.faults.reset();
        return hands.check({ ferry_machines: '!' });
      },
    },
    {
      when: 'the machine is terminated between choosing it and **Check**',
      seenBy: inTheDialog,
      says: 'EC2 no longer knows ‹instance› in prod (111122223333, eu-west-1): take it out.',
      play: async (scene) => {
        const brief = scene.stage.machine({ name: 'brief-01' });
        const hands = await startDialog(scene);
        await hands.suggest('brief-01');
        scene.stage.sandbox.aws.world({ instances: [{ instanceId: brief.instanceId, state: 'terminated' }] });
        return (await hands.check({ ferry_machines: `prod|${brief.instanceId}` })).replaceAll(brief.instanceId, '‹instance›');
      },
    },
    {
      when: 'the machine is already being moved',
      seenBy: inTheDialog,
      says: '‹name› (‹instance›) is already being moved, by ‹id›: ‹link to its card›.',
      play: async (scene) => {
        const { machine, id } = scene.asking;
        const hands = await startDialog(scene);
        await hands.suggest(machine.instanceId);
        return (await hands.check({ ferry_machines: `prod|${machine.instanceId}` }))
          .replaceAll(machine.instanceId, '‹instance›')
          .replaceAll(machine.name, '‹name›')
          .replaceAll(id, '‹id›')
          .replace(/https?:\S+[^.]/, '‹link to its card›');
      },
    },
    {
      when: 'a guest submits it, for a channel that Ferry is not in',
      seenBy: inTheDialog,
      says: [
        'You cannot start a migration: you are a guest here. Ask someone of this workspace.',
        'Ferry is not in this channel, so nobody would see the card. Type /invite @Ferry, then try again.',
      ].join('\n'),
      play: async (scene) => {
        const hands = await startDialog(scene, guest);
        await hands.suggest('till-01');
        return hands.check({ ferry_machines: `prod|${scene.idle.instanceId}`, ferry_channel: elsewhere });
      },
    },
    {
      when: 'Slack does not open the dialog of `/migrate`, because its three seconds are over',
      seenBy: 'whoever typed it, alone',
      says: 'Slack did not open the dialog in time. Type `/migrate` again, or `/migrate` and an instance id. `/migrate help` says what else there is.',
      play: async (scene) => {
        scene.stage.fault('slack', 'views.open', 'fail', { error: 'expired_trigger_id' });
        const said = await told(scene, people.requester, () =>
          scene.stage.sandbox.slack.command({ user: people.requester, channel, text: '', waitForView: 0 }),
        );
        await startDialog(scene);
        return said;
      },
    },
    {
      when: '**Reject** is submitted with nothing but blanks for a reason',
      seenBy: inTheDialog,
      says: 'Say why, in a few words.',
      play: async (scene) => {
        const viewId = await dialogOf(scene.stage, scene.asking, 'ferry_reject', people.approver);
        return stillAsking(scene, await submit(scene, people.approver, viewId, { reason: '   ' }));
      },
    },
    {
      when: 'whoever asked for the migration presses **Reject**',
      seenBy: 'whoever pressed, alone; no dialog opens',
      says: 'You asked for this migration, so someone else must reject it. Ask one of the other approvers.',
      play: async (scene) => stillAsking(scene, await press(scene, scene.asking, people.requester, 'ferry_reject')),
    },
    {
      when: 'somebody who neither asked for the migration nor is an approver presses **Recovery point**',
      seenBy: 'whoever pressed, alone; no dialog opens',
      says: 'You may not choose the recovery point: you neither asked for this migration nor are an approver. Ask @‹requester› or one of the approvers.',
      play: async (scene) => stillAsking(scene, readable(await press(scene, scene.asking, people.operator, 'ferry_choose_point'))),
    },
    {
      when: 'the dialog of **Recovery point** is submitted after the failover was authorised',
      seenBy: inTheDialog,
      says: 'This button belongs to an earlier question; nothing was done. Use the buttons of the newest card.',
      play: async (scene) =>
        asksForAcceptance(scene, await submit(scene, people.requester, scene.pointDialog, { choice: 'rule:covering' })),
    },
    {
      when: 'a guest presses **Try an earlier point**',
      seenBy: 'whoever pressed, alone; no dialog opens',
      says: 'You cannot try another recovery point: you are a guest here. Ask an approver of your workspace.',
      play: async (scene) => asksForAcceptance(scene, await press(scene, scene.movedOn, guest, 'ferry_other_point')),
    },
    {
      when: '**Try an earlier point** is submitted with nothing chosen',
      seenBy: 'whoever submitted it, below the field; Slack itself says it',
      says: 'Please complete this required field.',
      play: async (scene) => {
        const viewId = await dialogOf(scene.stage, scene.movedOn, 'ferry_other_point', people.requester);
        return asksForAcceptance(scene, await submit(scene, people.requester, viewId, {}));
      },
    },
    {
      when: 'a guest presses **Cancel migration**',
      seenBy: 'whoever pressed, alone; no dialog opens',
      says: 'You cannot cancel it: you are a guest here. Ask an approver of your workspace.',
      play: async (scene) => stillAsking(scene, await press(scene, scene.asking, guest, 'ferry_cancel')),
    },
    {
      when: 'the dialog of **Reject** is submitted after another approver has authorised the failover',
      seenBy: inTheDialog,
      says: 'This button belongs to an earlier question; nothing was done. Use the buttons of the newest card.',
      play: async (scene) => asksForAcceptance(scene, await submit(scene, people.approver, scene.openDialog, { reason: 'not today' })),
    },
    {
      when: 'the **Cancel migration** of an old card is pressed when the failover has been sent',
      seenBy: 'whoever pressed, alone; no dialog opens',
      says: 'The failover has been sent to Azure and cannot be cancelled. Wait for the question whether to accept the Azure machine: Roll back is there, with its price.',
      play: async (scene) =>
        asksForAcceptance(scene, await press(scene, scene.movedOn, people.requester, 'ferry_cancel', scene.cancelValue)),
    },
    {
      when: 'a name that no VM can have is submitted under **Placement…**',
      seenBy: inTheDialog,
      says: 'The name of a VM has letters, digits and hyphens only: leave out everything else.',
      play: (scene) => placing(scene, { ferry_vm_name: '10.0.0.0/8' }),
    },
    {
      when: 'a name of a VM that is there already is submitted under **Placement…**',
      seenBy: inTheDialog,
      says: 'A VM of this name is in the resource group already: choose another.',
      play: (scene) => placing(scene, { ferry_vm_name: 'TILL-DB' }),
    },
    {
      when: 'a name of more than 63 characters is submitted under **Placement…** of a Linux machine',
      seenBy: inTheDialog,
      says: "This name has 64 characters and this machine's may have 63: shorten it.",
      play: (scene) => placing(scene, { ferry_vm_name: 'a'.repeat(64) }),
    },
    {
      when: 'an approver presses **Placement…**',
      seenBy: 'whoever pressed, alone; no dialog opens',
      says: 'Only the person who asked for this migration may say how the machine lands. Ask @‹requester›, or start your own migration.',
      play: async (scene) =>
        (await press(scene, scene.planned, people.approver, 'ferry_placement')).replaceAll(`<@${people.requester}>`, '@‹requester›'),
    },
    {
      when: 'the dialog of **Placement…** is submitted after Start',
      seenBy: inTheDialog,
      says: 'This button belongs to an earlier question; nothing was done. Use the buttons of the newest card.',
      play: async (scene) => {
        const said = await submit(scene, people.requester, scene.openPlacement, { ferry_vm_name: 'till-web' });
        if ((await scene.started.record()).placement) throw new Error('the machine lands otherwise');
        return said;
      },
    },
    {
      when: 'somebody who neither asked for the migration nor is an approver presses **Vouch…**',
      seenBy: 'whoever pressed, alone; no dialog opens',
      says: 'You may not vouch for it: you neither asked for this migration nor are an approver. Ask @‹requester› or one of the approvers.',
      play: async (scene) =>
        (await press(scene, scene.unproven, people.operator, 'ferry_vouch')).replaceAll(`<@${people.requester}>`, '@‹requester›'),
    },
    {
      when: 'the dialog of **Vouch…** is submitted after somebody else has answered in another',
      seenBy: inTheDialog,
      says: 'This button belongs to an earlier question; nothing was done. Use the buttons of the newest card.',
      play: async (scene) => {
        const choice = 'shutdown-behaviour=terminate';
        if ((await vouching(scene, people.approver, { choice })) !== '') throw new Error('the answer was refused');
        await eventually('the machine to be checked again', async () => {
          const { status, asks } = await scene.unproven.record();
          return (status.is === 'stuck' && asks > 1) || undefined;
        });
        const said = await submit(scene, people.requester, scene.openVouch, { choice: 'shutdown-behaviour=stop' });
        if ((await scene.unproven.record()).attestations?.length !== 1) throw new Error('a late answer was kept');
        return said;
      },
    },
    {
      when: 'the same person vouches for the same once more',
      seenBy: inTheDialog,
      says: 'You have vouched for exactly that already. Nothing more to do.',
      play: async (scene) => {
        const { asks } = await scene.unproven.record();
        await eventually(
          'the newest card',
          () => scene.unproven.value('ferry_vouch').startsWith(`${scene.unproven.id}|${asks}|`) || undefined,
        );
        return vouching(scene, people.approver, { choice: 'shutdown-behaviour=terminate' });
      },
    },
    {
      when: 'the requester presses **Stop it in EC2**, when EC2 runs again after the failover',
      seenBy: 'whoever pressed, alone',
      says: 'You asked for this migration, so someone else must have EC2 stopped again. Ask one of the other approvers.',
      play: async (scene) => stillAwake(scene, await press(scene, scene.awake, people.requester, 'ferry_stop_again')),
    },
    {
      when: 'somebody who is no approver presses **Go on all the same**',
      seenBy: 'whoever pressed, alone; no dialog opens',
      says: "You may not let the migration go on: you are not on the approvers' list. Ask one of the approvers; ferry.yml names them under 'approvers'.",
      play: async (scene) => stillAwake(scene, await press(scene, scene.awake, people.operator, 'ferry_go_on')),
    },
    {
      when: 'the **Accept** of an older card is pressed when EC2 runs again',
      seenBy: 'whoever pressed, alone',
      says: 'This button belongs to an earlier question; nothing was done. Use the buttons of the newest card.',
      play: async (scene) => stillAwake(scene, await press(scene, scene.awake, people.requester, 'ferry_accept', scene.acceptValue)),
    },
    {
      when: 'the requester presses **Force the stop…**, when the stop of EC2 hangs',
      seenBy: 'whoever pressed, alone; no dialog opens',
      says: 'You asked for this migration, so someone else must force the stop. Ask one of the other approvers.',
      play: async (scene) => {
        const said = await press(scene, scene.hanging, people.requester, 'ferry_force_stop');
        if ((await scene.hanging.record()).forcedStop) throw new Error('the stop is forced');
        return said;
      },
    },
  ],
};

/** Opens the dialog of the check that nothing proves, and submits it; gives what stands below its fields. */
async function vouching(scene: Scene, user: string, values: Record<string, string>): Promise<string> {
  return submit(scene, user, await dialogOf(scene.stage, scene.unproven, 'ferry_vouch', user), values);
}

/** Submits the dialog about the landing of the machine that waits for Start; gives what stands below its fields. */
async function placing(scene: Scene, values: Record<string, string>): Promise<string> {
  const viewId = await dialogOf(scene.stage, scene.planned, 'ferry_placement', people.requester);
  const said = await submit(scene, people.requester, viewId, values);
  const { status, placement } = await scene.planned.record();
  if (status.is !== 'asking' || status.gate !== 'confirm-plan' || placement) throw new Error('the plan is another one');
  return said;
}

/** Types `/migrate` alone; hands for the dialog that opens. */
async function startDialog({ stage }: Scene, user: string = people.requester) {
  const { slack } = stage.sandbox;
  const { view } = await slack.command({ user, channel, text: '' });
  if (typeof view?.['id'] !== 'string') throw new Error('no dialog opened');
  const viewId = view['id'];
  return {
    async suggest(value: string): Promise<string[]> {
      const { options, problem } = await slack.suggest({ user, viewId, actionId: 'ferry_machines', value });
      if (problem) throw new Error(problem);
      return options.map(({ text }) => (text as { text: string }).text);
    },
    /** Submits it and gives what stands below its fields; throws when anything was started. */
    async check(values: Record<string, string>): Promise<string> {
      const before = await stage.client.redis.zcard(keys.all);
      const { viewErrors } = await slack.submit({ user, viewId, values });
      if ((await stage.client.redis.zcard(keys.all)) !== before) throw new Error('something was started');
      if (!slack.views(user).some(({ id }) => id === viewId)) throw new Error('the dialog closed, and what was filled in is lost');
      return Object.values(viewErrors ?? {}).join('\n');
    },
  };
}

async function dialogOf({ sandbox }: Stage, play: Play, actionId: string, user: string): Promise<string> {
  const { view } = await sandbox.slack.click({ user, channel, ts: play.card().ts, actionId });
  if (typeof view?.['id'] !== 'string') throw new Error(`${actionId} opened no dialog`);
  return view['id'];
}

async function submit({ stage }: Scene, user: string, viewId: string, values: Record<string, string>): Promise<string> {
  const { viewErrors } = await stage.sandbox.slack.submit({ user, viewId, values });
  return Object.values(viewErrors ?? {}).join('\n');
}

async function press(scene: Scene, play: Play, user: string, actionId: string, value?: string): Promise<string> {
  const { slack } = scene.stage.sandbox;
  return told(scene, user, async () => {
    const { view } = await slack.click({ user, channel, ts: play.card().ts, actionId, waitForView: 0, ...(value && { value }) });
    if (view) throw new Error('a dialog opened');
  });
}

/** What this person alone is told after an act. */
async function told({ stage }: Scene, user: string, act: () => Promise<unknown>): Promise<string> {
  const answers = () => stage.sandbox.slack.ephemerals(channel).filter((shown) => shown.user === user);
  const before = answers().length;
  await act();
  return eventually(`a word to ${user}`, () => answers()[before]?.text);
}

async function stillAsking({ asking }: Scene, said: string): Promise<string> {
  const { status } = await asking.record();
  if (status.is !== 'asking' || status.gate !== 'authorise-failover' || status.votes.length > 0) throw new Error('something was decided');
  return said;
}

async function stillAwake({ awake }: Scene, said: string): Promise<string> {
  const { status, awake: seen } = await awake.record();
  if (status.is !== 'asking' || status.gate !== 'accept-target' || !seen || seen.settled) throw new Error('something was decided');
  return said;
}

async function asksForAcceptance({ movedOn }: Scene, said: string): Promise<string> {
  const { status, stopWish } = await movedOn.record();
  if (status.is !== 'asking' || status.gate !== 'accept-target' || stopWish)
    throw new Error('the migration no longer waits for acceptance');
  return said;
}
