import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { CloudError, refuse } from '../../src/errors.ts';
import type { Finder, Sighting } from '../../src/migration/finder-port.ts';
import { validateView } from '../support/block-kit.ts';
import { channel, ferryInSlack, finderOf, requester, smallFerryFile } from '../support/ferry-in-slack.ts';
import { checked, after as recordAfter } from '../support/migration-records.ts';

const prod: Sighting = {
  source: 'prod',
  account: '111122223333',
  region: 'eu-west-1',
  instanceId: 'i-0123456789abcdef0',
  name: 'web-07',
  state: 'running',
  privateIp: '10.0.1.11',
};
const another: Sighting = { ...prod, instanceId: 'i-0aaaaaaaaaaaaaaa1', name: 'web-08', privateIp: '10.0.1.12' };
const lab: Sighting = {
  source: 'lab',
  account: '444455556666',
  region: 'us-east-1',
  instanceId: 'i-0bbbbbbbbbbbbbbb1',
  name: 'web-lab',
  state: 'stopped',
};

interface PartOfFile {
  readonly sources: Record<string, unknown>;
  readonly targets: Record<string, unknown>;
}

/** A ferry.yml with two sources and two targets. */
function largerFile(more: object = {}): string {
  const small = parse(smallFerryFile) as PartOfFile;
  return stringify({
    ...small,
    sources: { ...small.sources, lab: { account: '444455556666', region: 'us-east-1' } },
    targets: { ...small.targets, north: small.targets['west'] },
    ...more,
  });
}

/** `/migrate` alone, typed by the requester, and hands for the dialog it opens. */
async function opened(options: Parameters<typeof ferryInSlack>[0] = {}, sightings: readonly Sighting[] = [prod, another, lab]) {
  const ferry = await ferryInSlack(options);
  ferry.sightings.push(...sightings);
  const { view, response } = await ferry.slack.command({ user: requester, channel, text: '' });
  const viewId = String(view?.['id']);
  return {
    ...ferry,
    view,
    response,
    viewId,
    dialog: JSON.stringify(view),
    suggest: (value: string) => ferry.slack.suggest({ user: requester, viewId, actionId: 'ferry_machines', value }),
    submit: (values: Record<string, string>) => ferry.slack.submit({ user: requester, viewId, values }),
    chooseSource: (source: string) =>
      ferry.slack.click({ user: requester, viewId, actionId: 'ferry_source', value: source, waitForView: 0 }),
  };
}

const shown = (options: readonly Record<string, unknown>[]) => options.map(({ text }) => (text as { text: string }).text);

describe('the dialog of /migrate', () => {
  test('asks for nothing that ferry.yml answers, and says that nothing is changed yet', async () => {
    const { dialog, view, response } = await opened();
    expect(response).toBeUndefined();
    expect(dialog).toContain('Nothing is changed before you press Start');
    expect(dialog).not.toContain('ferry_source');
    expect(dialog).not.toContain('ferry_target');
    expect(dialog).toContain(`"initial_conversation":"${channel}"`);
    expect(validateView(contentOf(view)) ?? []).toEqual([]);
  });

  test('asks for source and target where ferry.yml has several', async () => {
    const { dialog, view } = await opened({ file: largerFile() });
    for (const words of ['All sources', 'prod (111122223333, eu-west-1)', 'lab (444455556666, us-east-1)', '"west"', '"north"'])
      expect(dialog).toContain(words);
    expect(validateView(contentOf(view)) ?? []).toEqual([]);
  });

  test('names the channels that ferry.yml allows and starts with none of the others', async () => {
    const { dialog } = await opened({ file: largerFile({ channels: { allowed: ['C0OTHERS0001', 'C0OTHERS0002'] } }) });
    expect(dialog).toContain('Ferry shows migrations in <#C0OTHERS0001> and <#C0OTHERS0002>.');
    expect(dialog).not.toContain('initial_conversation');
    const single = await opened({ file: largerFile({ channels: { allowed: ['C0OTHERS0001'] } }) });
    expect(single.dialog).toContain('"initial_conversation":"C0OTHERS0001"');
  });

  test('when Slack does not open it, the person is told what else to do', async () => {
    const { slack, fault, told } = await ferryInSlack();
    fault('views.open', 'fail', { error: 'expired_trigger_id' });
    await slack.command({ user: requester, channel, text: '', waitForView: 0 });
    expect(told(requester)).toContain('Slack did not open the dialog in time.');
  });
});

describe('typing ahead', () => {
  test('shows name, id, state and address of what fits, under its source', async () => {
    const { suggest } = await opened({ file: largerFile() });
    const { groups, problem } = await suggest('web');
    expect(problem).toBeUndefined();
    expect(groups?.map(({ label, options }) => [label, shown(options)])).toEqual([
      [
        'prod (111122223333, eu-west-1)',
        ['web-07 · i-0123456789abcdef0 · running · 10.0.1.11', 'web-08 · i-0aaaaaaaaaaaaaaa1 · running · 10.0.1.12'],
      ],
      ['lab (444455556666, us-east-1)', ['web-lab · i-0bbbbbbbbbbbbbbb1 · stopped']],
    ]);
  });

  test('shows machines before anything is typed, and none when none fits', async () => {
    const { suggest } = await opened();
    expect((await suggest('')).options).toHaveLength(2);
    expect(await suggest('nothing like it')).toMatchObject({ acknowledged: true, options: [] });
  });

  test('a long name gives way to what tells machines apart, however hostile it is', async () => {
    const { suggest } = await opened({}, [{ ...prod, name: `web <!channel> \u202e${'x'.repeat(300)}` }]);
    const { options, problem } = await suggest('');
    expect(problem).toBeUndefined();
    expect(shown(options)[0]).toMatch(/^web <!channel> x+… · i-0123456789abcdef0 · running · 10\.0\.1\.11$/);
  });

  test.each([1, 2])('more machines than Slack takes are cut, and the cut is said (%i sources)', async (sources) => {
    const many = (one: Sighting) =>
      Array.from({ length: 120 }, (_, n) => ({ ...one, instanceId: `i-0${String(n).padStart(16, '0')}`, name: `m-${n}` }));
    const { suggest } = await opened(sources === 2 ? { file: largerFile() } : {}, [...many(prod), ...many(lab)]);
    const { options, problem } = await suggest('m-');
    expect(problem).toBeUndefined();
    expect(options.length).toBeGreaterThan(90);
    expect(options.length).toBeLessThanOrEqual(100);
    expect(shown(options).filter((text) => text === 'More machines fit. Type on to see them.')).toHaveLength(sources);
  });

  test.each([
    ['is slow', () => new Promise<never>(() => undefined), 'EC2 does not answer. Type on in a moment, or type a whole instance id.'],
    ['throttles', () => failing('aws-throttled'), 'EC2 asks Ferry to slow down. Type on in a moment.'],
    ['denies', () => failing('aws-denied'), 'AWS does not let Ferry look here. An operator has to mend its rights.'],
    [
      'fails otherwise',
      () => Promise.reject(new Error('socket')),
      'EC2 does not answer. Type on in a moment, or type a whole instance id.',
    ],
  ])('an EC2 that %s is named, and hides no other source', async (_, answer, sentence) => {
    const { suggest } = await opened({ file: largerFile(), finder: withSource('prod', answer) });
    const { acknowledged, groups } = await suggest('web');
    expect(acknowledged).toBe(true);
    expect(groups?.map(({ label, options }) => [label, shown(options)])).toEqual([
      ['prod (111122223333, eu-west-1)', [sentence]],
      ['lab (444455556666, us-east-1)', ['web-lab · i-0bbbbbbbbbbbbbbb1 · stopped']],
    ]);
  });

  test('who types a whole id can go on without EC2, but a line that only says something is no machine', async () => {
    const { suggest, submit, migrations } = await opened({ finder: withSource('prod', () => failing('aws-unavailable')) });
    const { options } = await suggest('i-0123456789abcdef0');
    expect(options.map(({ value }) => value)).toEqual(['prod|i-0123456789abcdef0', '!']);
    expect((await submit({ ferry_machines: '!' })).viewErrors).toEqual({
      'ferry_machines:prod': '“EC2 does not answer. Type on in a momen…” is no machine: take it out.',
    });
    expect(migrations.started).toEqual([]);
    await submit({ ferry_machines: 'prod|i-0123456789abcdef0' });
    expect(migrations.started).toHaveLength(1);
  });

  test('after choosing a source only its machines are suggested, and what was chosen of another is gone; the note stays', async () => {
    const { suggest, submit, chooseSource, slack, viewId, migrations } = await opened({ file: largerFile() });
    await suggest('web');
    const before = await submit({ ferry_machines: 'prod|i-0123456789abcdef0', ferry_note: 'CHG-123' });
    expect(Object.keys(before.viewErrors ?? {})).toEqual(['ferry_target']);
    await chooseSource('lab');
    await expect.poll(() => JSON.stringify(slack.view(viewId))).toContain('ferry_machines:lab');
    expect(shown((await suggest('web')).options)).toEqual(['web-lab · i-0bbbbbbbbbbbbbbb1 · stopped']);
    expect((await submit({ ferry_target: 'west' })).viewErrors).toEqual({ 'ferry_machines:lab': 'Please complete this required field.' });
    await submit({ ferry_machines: 'lab|i-0bbbbbbbbbbbbbbb1' });
    expect(migrations.started).toEqual([
      { instanceId: 'i-0bbbbbbbbbbbbbbb1', source: 'lab', region: 'us-east-1', target: 'west', note: 'CHG-123', by: requester, channel },
    ]);
  });

  test('when the dialog could not be redrawn, a machine of another source is told at its field', async () => {
    const { suggest, submit, chooseSource, fault, migrations, logged } = await opened({ file: largerFile() });
    await suggest('web');
    fault('views.update', 'fail', { error: 'internal_error' });
    await chooseSource('lab');
    await expect.poll(() => logged.join()).toContain('showing the machines of lab');
    const { viewErrors } = await submit({ ferry_machines: 'prod|i-0123456789abcdef0', ferry_target: 'west' });
    expect(viewErrors).toEqual({
      'ferry_machines:*': 'i-0123456789abcdef0 is in prod (111122223333, eu-west-1), not in lab: take it out, or choose its source.',
    });
    expect(migrations.started).toEqual([]);
  });
});

describe('submitting the dialog', () => {
  const one = { ferry_machines: 'prod|i-0123456789abcdef0' };

  test('starts the machine before Slack hears of it, and confirms to the person alone', async () => {
    const { suggest, submit, migrations, slack, faults, fault, told } = await opened();
    await suggest('web');
    fault('view_submission', 'hold-ack');
    const submitting = submit({ ...one, ferry_note: ' CHG-123 ' });
    await expect.poll(() => faults.held()).toHaveLength(1);
    expect(migrations.started).toEqual([
      { instanceId: 'i-0123456789abcdef0', source: 'prod', region: 'eu-west-1', note: 'CHG-123', by: requester, channel },
    ]);
    faults.release();
    expect(await submitting).toMatchObject({ acknowledged: true });
    expect(slack.views(requester)).toEqual([]);
    await expect
      .poll(() => told(requester))
      .toBe(
        `*One machine is being checked.* Its card follows in <#${channel}>; nothing is changed before you press Start.\n• web-07 (\`i-0123456789abcdef0\`) in prod (111122223333, eu-west-1)`,
      );
    expect(slack.messages(channel)).toEqual([]);
  });

  test('starts several together, each once', async () => {
    const { suggest, submit, migrations, told } = await opened();
    await suggest('web');
    await submit({ ferry_machines: 'prod|i-0123456789abcdef0, prod|i-0aaaaaaaaaaaaaaa1' });
    expect(migrations.started.map(({ instanceId }) => instanceId)).toEqual(['i-0123456789abcdef0', 'i-0aaaaaaaaaaaaaaa1']);
    await expect.poll(() => told(requester)).toContain('*2 machines are being checked.*');
  });

  test('twice starts one, and the second says which it is', async () => {
    const { suggest, submit, fault, migrations, slack } = await opened();
    await suggest('web');
    const start = migrations.start;
    migrations.start = async (request) => {
      const started = await start(request);
      migrations.add(recordAfter(checked), { channel });
      return started;
    };
    fault('view_submission', 'deliver-twice');
    await submit(one);
    await expect.poll(() => slack.ephemerals(channel).length).toBeGreaterThan(0);
    const said = slack.ephemerals(channel).map(({ text }) => text);
    expect(said.filter((text) => text.includes('One machine is being checked'))).toHaveLength(1);
    expect((await migrations.open()).map(({ id }) => id)).toEqual(['m-7f3k2']);
  });

  test('a machine that is being moved is named with its migration and its card', async () => {
    const { suggest, submit, show, migrations } = await opened();
    const ts = await show(recordAfter(checked));
    await suggest('web');
    const { viewErrors } = await submit(one);
    expect(viewErrors?.['ferry_machines:prod']).toMatch(
      new RegExp(`^web-07 \\(i-0123456789abcdef0\\) is already being moved, by m-7f3k2: https?://.*p${ts.replace('.', '')}\\.$`),
    );
    expect(migrations.started).toEqual([]);
  });

  test('a machine that is gone, a guest and a channel without Ferry are told at their fields, all at once', async () => {
    const { suggest, submit, slack, sightings, migrations } = await opened();
    await suggest('web');
    sightings.splice(0);
    slack.world({ users: [{ id: requester, is_restricted: true }], channels: [{ id: channel, bot: false }] });
    expect((await submit(one)).viewErrors).toEqual({
      'ferry_machines:prod':
        'You cannot start a migration: you are a guest here. Ask someone of this workspace. EC2 no longer knows i-0123456789abcdef0 in prod (111122223333, eu-west-1): take it out.',
      ferry_channel: 'Ferry is not in this channel, so nobody would see the card. Type /invite @Ferry, then try again.',
    });
    expect(migrations.heard).toEqual([]);
    slack.world({ channels: [{ id: channel, bot: true }] });
  });

  test('a channel that Ferry was taken out of a moment ago is refused', async () => {
    const { suggest, submit, slack, migrations } = await opened();
    await slack.command({ user: requester, channel, text: 'i-0123456789abcdef0', waitForView: 0 });
    migrations.started.splice(0);
    await suggest('web');
    slack.world({ channels: [{ id: channel, bot: false }] });
    expect((await submit(one)).viewErrors).toEqual({
      ferry_channel: 'Ferry is not in this channel, so nobody would see the card. Type /invite @Ferry, then try again.',
    });
    expect(migrations.started).toEqual([]);
  });

  test('a channel that ferry.yml does not allow is refused', async () => {
    const { suggest, submit, migrations } = await opened({ file: largerFile({ channels: { allowed: ['C0OTHERS0001'] } }) });
    await suggest('web');
    expect((await submit({ ...one, ferry_target: 'west', ferry_channel: channel })).viewErrors).toEqual({
      ferry_channel: 'Migrations are not shown in this channel. Choose one of those named above.',
    });
    expect(migrations.heard).toEqual([]);
  });

  test('what the rules refuse stands in the dialog', async () => {
    const { suggest, submit, migrations } = await opened();
    await suggest('web');
    migrations.refuseStart = refuse('ferry.yml knows no target.', 'Ask an operator.');
    expect((await submit(one)).viewErrors).toEqual({ 'ferry_machines:prod': 'ferry.yml knows no target. Ask an operator.' });
  });

  test('when the store does not answer, the dialog stays and says that nothing is started twice', async () => {
    const { suggest, submit, migrations, slack } = await opened();
    await suggest('web');
    migrations.start = () => Promise.reject(new Error('connection refused'));
    expect((await submit(one)).viewErrors?.['ferry_machines:prod']).toContain('nothing is started twice');
    expect(slack.views(requester)).toHaveLength(1);
  });

  test('when Slack does not say who it is, nothing starts', async () => {
    const { suggest, submit, migrations, fault } = await opened();
    await suggest('web');
    fault('users.info', 'unavailable');
    expect((await submit(one)).viewErrors?.['ferry_machines:prod']).toContain('Slack does not say just now who you are');
    expect(migrations.started).toEqual([]);
  });
});

function failing(code: 'aws-throttled' | 'aws-denied' | 'aws-unavailable'): Promise<never> {
  return Promise.reject(new CloudError('looking for instances', { code, retryable: false }));
}

/** A finder whose one source answers so, and whose others know what they know. */
function withSource(alias: string, answer: () => Promise<readonly Sighting[]>): Finder {
  const usual = finderOf([prod, another, lab]);
  return {
    beginning: (source, idPart, limit) => (source === alias ? answer() : usual.beginning(source, idPart, limit)),
    matching: (source, words, limit) => (source === alias ? answer() : usual.matching(source, words, limit)),
  };
}

/** The parts of a view that Ferry sent, for the schema. */
function contentOf(view: Record<string, unknown> | undefined): object {
  const { type, callback_id, private_metadata, title, submit, close, blocks } = view ?? {};
  return { type, callback_id, private_metadata, title, submit, close, blocks };
}
