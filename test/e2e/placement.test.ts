import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { onStage } from '../support/on-stage.ts';
import { raw } from '../support/raw-azure.ts';
import { channel, type Play, people } from '../support/scene.ts';

const subscription = '2f6a1d3c-8f0e-4a5b-9c3d-5e7f90a1b2c3';
const group = (name: string) => `/subscriptions/${subscription}/resourceGroups/${name}/providers`;
const on = onStage({
  targets: {
    tagged: {
      placement: {
        resourceGroup: 'rg-migrated',
        network: `${group('rg-migrated')}/Microsoft.Network/virtualNetworks/vnet-migrated`,
        subnet: 'machines',
        cacheStorageAccount: `${group('rg-migrate')}/Microsoft.Storage/storageAccounts/stmigratecache`,
        networkSecurityGroup: `${group('rg-migrated')}/Microsoft.Network/networkSecurityGroups/nsg-machines`,
        tags: { 'cost-centre': '4711' },
        licenseType: 'RHEL_BYOS',
      },
    },
  },
});
const by = people.requester;

/** Presses Placement… and submits what is filled in; what the dialog says against it stands under its fields. */
async function place(play: Play, values: Readonly<Record<string, string>>, user: string = by) {
  const { slack } = on.stage.sandbox;
  await play.offers('ferry_placement');
  const { view } = await slack.click({ user, channel, ts: play.card().ts, actionId: 'ferry_placement' });
  return { view, ...(await slack.submit({ user, viewId: String(view?.['id']), values })) };
}

test('the requester has the machine land otherwise: wrong answers stand under their fields, the plan is asked anew, and the VM is as it says', async () => {
  const { sandbox } = on.stage;
  sandbox.azure.world({
    vms: [{ name: 'shop-db' }],
    securityGroups: [{ name: 'nsg-machines', rules: [{ name: 'rdp', priority: 100, ports: ['3389'] }] }],
  });
  const machine = on.stage.machine({ instanceType: 'm5.large', bootMode: 'uefi' });
  const play = await on.stage.migrate(machine, '--source prod --target tagged');
  await play.says(/Standard_D2s_v5 \(the smallest of the usual families with at least the 2 vCPUs and 8 GiB of m5\.large\)/);
  await play.says(/nsg-machines lets in TCP 3389 from anywhere \(rdp\), and EC2 does not/);
  await play.says(/the subnet machines is guarded by no security group, not by nsg-machines/);
  await play.offers('ferry_start');
  const oldStart = play.value('ferry_start');

  const wrong = await place(play, { ferry_vm_name: 'shop_db' });
  expect(wrong.viewErrors).toEqual({ ferry_vm_name: 'The name of a VM has letters, digits and hyphens only: leave out everything else.' });
  const taken = await place(play, { ferry_vm_name: 'Shop-DB' });
  expect(taken.viewErrors).toEqual({ ferry_vm_name: 'A VM of this name is in the resource group already: choose another.' });

  const placed = await place(play, {
    ferry_size: 'Standard_D4s_v5',
    ferry_vm_name: 'shop-web',
    ferry_zone: '2',
    ferry_disk: 'Premium_LRS',
  });
  expect(placed).toMatchObject({ acknowledged: true });
  expect(placed.viewErrors).toBeUndefined();
  await play.says(/wants .* to land otherwise: size Standard_D4s_v5, disks Premium_LRS, called shop-web, in zone 2\./);
  await play.says(/shop-web, Standard_D4s_v5 \(as the requester asked\), Premium_LRS disks, zone 2/);
  await play.offers('ferry_start');
  const stale = await play.press(by, 'ferry_start', { value: oldStart, refused: true });
  expect(stale.told).toMatch(/earlier question/);

  await play.toAcceptance();
  await play.press(by, 'ferry_accept');
  await play.ended('completed');
  const vm = (await raw(sandbox).send('GET', `${group('rg-migrated')}/Microsoft.Compute/virtualMachines/shop-web?api-version=2026-04-01`))
    .json;
  expect(vm).toMatchObject({
    zones: ['2'],
    tags: { 'cost-centre': '4711', 'ferry:migration': play.id, 'ferry:source': machine.instanceId },
    properties: { hardwareProfile: { vmSize: 'Standard_D4s_v5' }, licenseType: 'RHEL_BYOS' },
  });
  expect(on.stage.effects()['azure']?.['VirtualMachines_Update']).toEqual({ 'shop-web': 1 });
});

test('a machine for which no cores are left says so before the plan, and may be placed otherwise by nobody but the requester; with cores it goes on', async () => {
  const { slack, azure } = on.stage.sandbox;
  azure.world({ capacity: { quotas: { cores: 0 } } });
  const play = await on.stage.migrate(on.stage.machine({ instanceType: 'm5.large' }), '--source prod --target azure');
  await play.says(/Standard_D2s_v5 needs 2 cores, and of Total Regional vCPUs in westeurope none is left/);
  azure.world({ capacity: { quotas: { cores: 1000 } } });
  await play.offers('ferry_placement');
  const refused = await slack.click({ user: people.approver, channel, ts: play.card().ts, actionId: 'ferry_placement', waitForView: 0 });
  expect(refused.view).toBeUndefined();
  await eventually('the reason', () =>
    slack
      .ephemerals(channel)
      .find(
        ({ user, text }) =>
          user === people.approver && /Only the person who asked for this migration may say how the machine lands/.test(text),
      ),
  );
  await play.press(by, 'ferry_retry');
  await play.says(/Standard_D2s_v5 \(the smallest/);
  await play.offers('ferry_start');
  expect((await play.record()).placement).toBeUndefined();
});
