import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import { diskName, leftBehind } from '../../migration/landed-disks.ts';
import type { DiskType, Landing, PlacementWish } from '../../migration/types.ts';
import { plainText, sections } from '../blocks.ts';
import { escape } from '../escape.ts';

export const placementCallback = 'ferry_placement';

/** Each field is a block with one element; both go by this name. */
export const placementFields = {
  size: 'ferry_size',
  diskType: 'ferry_disk',
  vmName: 'ferry_vm_name',
  zone: 'ferry_zone',
  leave: 'ferry_leave',
} as const;

const disks: Readonly<Record<DiskType, string>> = {
  Standard_LRS: 'Standard HDD',
  StandardSSD_LRS: 'Standard SSD',
  Premium_LRS: 'Premium SSD',
};

/** Asks how the machine is to land, out of what the target can give; what is left empty, Ferry chooses. */
export function placementDialog(machine: string, landing: Landing, wish: PlacementWish, value: string): ModalView {
  const { choices } = landing;
  return {
    type: 'modal',
    callback_id: placementCallback,
    private_metadata: value,
    title: plainText('Placement', 24),
    submit: plainText('Check', 24),
    close: plainText('Back', 24),
    blocks: [
      ...sections(
        [
          `How *${machine}* lands in Azure. What you leave empty, Ferry chooses. It then checks the target again and shows the new plan; *nothing is changed before you press Start*.`,
          `As it stands: ${escape(landing.vmName, 63)}, ${landing.size ? `${escape(landing.size, 60)}, ` : ''}${escape(landing.sizeWhy, 200)}.`,
        ],
        2,
      ),
      ...select(
        'size',
        'Size',
        choices.sizes.map(({ name, vcpus, memoryGib }) => [`${name}: ${vcpus} vCPUs, ${memoryGib} GiB`, name]),
        wish.size,
      ),
      ...select(
        'diskType',
        'Disks',
        Object.entries(disks).map(([type, title]) => [`${title} (${type})`, type]),
        wish.diskType,
      ),
      {
        type: 'input',
        block_id: placementFields.vmName,
        optional: true,
        label: plainText('Name of the VM', 200),
        hint: plainText(`Letters, digits and hyphens, at most ${choices.longestName}.`, 200),
        element: {
          type: 'plain_text_input',
          action_id: placementFields.vmName,
          max_length: 80,
          ...(wish.vmName && { initial_value: wish.vmName }),
        },
      },
      ...select(
        'zone',
        'Zone',
        choices.zones.map((zone) => [`Zone ${zone}`, zone]),
        wish.zone,
      ),
      ...disksToLeave(landing),
    ],
  };
}

/** Slack takes no list without an option, so that a field without a choice is left out. */
function select(
  field: keyof typeof placementFields,
  label: string,
  choices: readonly (readonly [text: string, value: string])[],
  chosen: string | undefined,
): InputBlock[] {
  const options = choices.slice(0, 100).map(([text, value]): PlainTextOption => ({ text: plainText(text, 75), value: value.slice(0, 75) }));
  const initial = options.find(({ value }) => value === chosen);
  if (options.length === 0) return [];
  return [
    {
      type: 'input',
      block_id: placementFields[field],
      optional: true,
      label: plainText(label, 200),
      element: {
        type: 'static_select',
        action_id: placementFields[field],
        options,
        ...(initial && { initial_option: initial }),
      },
    },
  ];
}

/** Every data disk may stay behind; the one with the system is none of them. */
function disksToLeave(landing: Landing): InputBlock[] {
  const options = (landing.choices.dataDisks ?? [])
    .slice(0, 100)
    .map((disk): PlainTextOption => ({ text: plainText(diskName(disk), 75), value: disk.device.slice(0, 75) }));
  const left = leftBehind(landing).map(({ device }) => device);
  const initial = options.filter(({ value = '' }) => left.includes(value));
  if (options.length === 0) return [];
  return [
    {
      type: 'input',
      block_id: placementFields.leave,
      optional: true,
      label: plainText('Data disks that stay behind in EC2', 200),
      hint: plainText('Nothing on them comes to Azure.', 200),
      element: {
        type: 'multi_static_select',
        action_id: placementFields.leave,
        options,
        ...(initial.length > 0 && { initial_options: initial }),
      },
    },
  ];
}

const picked = z.looseObject({ selected_option: z.looseObject({ value: z.string() }).nullish() });
const submitted = z.looseObject({
  [placementFields.size]: z.looseObject({ [placementFields.size]: picked }).optional(),
  [placementFields.diskType]: z
    .looseObject({
      [placementFields.diskType]: z.looseObject({
        selected_option: z.looseObject({ value: z.enum(['Standard_LRS', 'StandardSSD_LRS', 'Premium_LRS']) }).nullish(),
      }),
    })
    .optional(),
  [placementFields.zone]: z.looseObject({ [placementFields.zone]: picked }).optional(),
  [placementFields.leave]: z
    .looseObject({
      [placementFields.leave]: z.looseObject({ selected_options: z.array(z.looseObject({ value: z.string() })).nullish() }),
    })
    .optional(),
  [placementFields.vmName]: z.looseObject({ [placementFields.vmName]: z.looseObject({ value: z.string().nullish() }) }).optional(),
});

/** What a person filled in, as Slack sends it; disks that are left as they stood are no new wish. */
export function placementWish(values: unknown, landing: Landing | undefined, before: PlacementWish = {}): PlacementWish {
  const state = submitted.parse(values);
  const size = state[placementFields.size]?.[placementFields.size].selected_option?.value;
  const diskType = state[placementFields.diskType]?.[placementFields.diskType].selected_option?.value;
  const zone = state[placementFields.zone]?.[placementFields.zone].selected_option?.value;
  const vmName = state[placementFields.vmName]?.[placementFields.vmName].value?.trim();
  const leave = state[placementFields.leave]?.[placementFields.leave].selected_options?.map((option) => option.value) ?? before.leave;
  const asItStood =
    leave &&
    isSame(
      leave,
      leftBehind(landing).map(({ device }) => device),
    )
      ? before.leave
      : leave;
  return {
    ...(size && { size }),
    ...(diskType && { diskType }),
    ...(vmName && { vmName }),
    ...(zone && { zone }),
    ...(asItStood && { leave: asItStood }),
  };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
