import { describe, expect, test } from 'vitest';
import { forbidding, judgeAll } from '../../jobs/check.ts';
import { inItsPlace, untouched } from '../../jobs/checks/examine.ts';
import { checks } from '../../jobs/checks/index.ts';
import { localAws } from '../support/local-aws.ts';

const host = '10.0.9.4';

/** Which checks stand in the way of each machine that a fresh sandbox has, by the profile of today. */
const machines: Readonly<Record<string, readonly string[]>> = {
  'web-07': [],
  'app-02': [],
  'files-01': [],
  'erp-01': [],
  'batch-03': ['machine-running'],
  'arm-01': ['architecture'],
  'legacy-01': ['virtualization'],
  'cache-01': ['root-on-ebs'],
  'proxy-01': ['private-address'],
  'worker-09': ['shutdown-behaviour'],
  'golden-01': ['operating-system'],
  'amzn-01': ['operating-system'],
  'vault-01': ['reach-host'],
  'spot-01': ['instance-lifecycle'],
  'gone-01': ['machine-running'],
  'ledger-01': [],
};

describe('the machines of a fresh sandbox', () => {
  test('are the ones listed here', async () => {
    const { aws } = await localAws();
    expect(aws.details.instances.map(({ name }) => name)).toEqual(Object.keys(machines));
  });

  test.each(Object.entries(machines))('%s is stopped by what its note says, and by nothing else', async (name, reasons) => {
    const { aws, source } = await localAws();
    const { instanceId = '' } = aws.details.instances.find((each) => each.name === name) ?? {};
    const alone = await source.machine(instanceId);
    if (!alone) throw new Error(`${name} is not in the sandbox`);
    const machine = await inItsPlace(source, alone);
    const network = await source.network(instanceId, [host]);
    const found = forbidding(judgeAll(checks, { machine, hostAddresses: [host], network, osProfile: 'current', ...untouched })).map(
      ({ id }) => id,
    );
    if (machine.state === 'terminated') expect(found).toEqual(expect.arrayContaining([...reasons]));
    else expect(found).toEqual(reasons);
  });

  test.each(['files-01', 'erp-01'])('%s is on the list of the article too', async (name) => {
    const { aws, source } = await localAws();
    const { instanceId = '' } = aws.details.instances.find((each) => each.name === name) ?? {};
    const alone = await source.machine(instanceId);
    if (!alone) throw new Error(`${name} is not in the sandbox`);
    const machine = await inItsPlace(source, alone);
    const network = await source.network(instanceId, [host]);
    expect(forbidding(judgeAll(checks, { machine, hostAddresses: [host], network, osProfile: 'article-2016', ...untouched }))).toEqual([]);
  });
});
