import { expect, test } from 'vitest';
import { CloudError } from '../../../src/errors.ts';
import type { Finder, Sighting } from '../../../src/migration/finder-port.ts';
import { readInstance } from '../../../src/slack/commands/instance-word.ts';
import { resolve } from '../../../src/slack/commands/resolve.ts';

const config = {
  sources: { prod: { account: '111122223333', region: 'eu-west-1' }, lab: { account: '444455556666', region: 'eu-central-1' } },
};

function sighting(instanceId: string, source: 'prod' | 'lab' = 'prod'): Sighting {
  return { source, ...config.sources[source], instanceId, name: 'web-07', state: 'running' };
}

const denied = new CloudError('looking in lab (eu-central-1): no (UnauthorizedOperation)', {
  code: 'aws-denied',
  retryable: false,
  remedy: 'Allow it.',
});

/** Knows these machines; a source given as an error fails with it. */
function knowing(known: Partial<Record<'prod' | 'lab', readonly string[] | Error>>) {
  const asked: string[] = [];
  const finder: Finder = {
    beginning: async (source, part, limit) => {
      asked.push(source);
      const here = source === 'prod' || source === 'lab' ? (known[source] ?? []) : [];
      if (here instanceof Error) throw here;
      return here
        .filter((id) => id.startsWith(part))
        .slice(0, limit)
        .map((id) => sighting(id, source === 'lab' ? 'lab' : 'prod'));
    },
    matching: async () => [],
  };
  const resolved = async (word: string, source?: string) => {
    const read = readInstance(word);
    if ('refused' in read) throw new Error(read.because);
    return resolve({ finder, config }, read, source);
  };
  return { asked, resolved };
}

const whole = 'i-0abc0000000000001';

test('a whole id whose source is named is taken as it is: nobody has to be asked', async () => {
  const { asked, resolved } = knowing({});
  expect(await resolved(whole, 'prod')).toEqual({ is: 'one', instanceId: whole, source: 'prod', region: 'eu-west-1', unasked: [] });
  expect(asked).toEqual([]);
});

test('eight digits are an old id where EC2 has it, else the beginning of a new one', async () => {
  const begins = whole.slice(0, 10);
  expect(await knowing({ prod: [whole] }).resolved(begins, 'prod')).toMatchObject({ is: 'one', instanceId: whole });
  expect(await knowing({ prod: [whole, begins] }).resolved(begins, 'prod')).toMatchObject({ is: 'one', instanceId: begins });
  expect(await knowing({}).resolved(begins, 'prod')).toMatchObject({
    because: `No instance begins with ${begins} in prod (111122223333, eu-west-1).`,
  });
});

test('a whole id without a source is looked for in all of them', async () => {
  const { asked, resolved } = knowing({ lab: [whole] });
  expect(await resolved(whole)).toMatchObject({ is: 'one', instanceId: whole, source: 'lab' });
  expect(asked).toEqual(['prod', 'lab']);
});

test('a beginning that one instance has is that instance', async () => {
  const { resolved } = knowing({ prod: [whole, 'i-0abd0000000000001'] });
  expect(await resolved('i-0abc')).toMatchObject({ is: 'one', instanceId: whole, source: 'prod', sighting: { name: 'web-07' } });
});

test('an old id of eight digits is itself, even where a long id begins so', async () => {
  const { resolved } = knowing({ prod: ['i-0abc1234', 'i-0abc1234000000001'] });
  expect(await resolved('i-0abc1234')).toMatchObject({ is: 'one', instanceId: 'i-0abc1234' });
});

test('a beginning that several have is not decided, across sources too', async () => {
  const { resolved } = knowing({ prod: [whole], lab: ['i-0abc0000000000002'] });
  expect(await resolved('i-0abc')).toMatchObject({ is: 'several', full: false, sightings: [{ source: 'prod' }, { source: 'lab' }] });
});

test('a source that fails is told, and the others count', async () => {
  const { resolved } = knowing({ prod: [whole], lab: denied });
  const unasked = [
    'Ferry could not look in lab (444455556666, eu-central-1): looking in lab (eu-central-1): no (UnauthorizedOperation). Allow it.',
  ];
  expect(await resolved('i-0abc')).toMatchObject({ is: 'one', instanceId: whole, unasked });
  expect(await resolved('i-0fff')).toMatchObject({
    because: `No instance begins with i-0fff in prod (111122223333, eu-west-1). ${unasked[0]}`,
  });
});

test('an ARN names its own source, and no other is asked', async () => {
  const { asked, resolved } = knowing({});
  expect(await resolved(`arn:aws:ec2:eu-central-1:444455556666:instance/${whole}`)).toMatchObject({ is: 'one', source: 'lab' });
  expect(await resolved(`arn:aws:ec2:eu-west-1:444455556666:instance/${whole}`)).toMatchObject({
    because: `${whole} is in account 444455556666, eu-west-1, and Ferry does not move machines from there.`,
  });
  expect(asked).toEqual([]);
});
