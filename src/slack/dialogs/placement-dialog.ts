import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import type { DiskType, Landing, PlacementWish } from '../../migration/types.ts';
import { plainText, sections } from '../blocks.ts';
import { escape } from '../escape.ts';

export const placementCallback = 'ferry_placement';

/** Each field is a block with one element; both go by this name. */
export const placementFields = { size: 'ferry_size', diskType: 'ferry_disk', vmName: 'ferry_vm_name', zone: 'ferry_zone' } as const;

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
  [placementFields.vmName]: z.looseObject({ [placementFields.vmName]: z.looseObject({ value: z.string().nullish() }) }).optional(),
});

/** What a person filled in, as Slack sends it. */
export function placementWish(values: unknown): PlacementWish {
  const state = submitted.parse(values);
  const size = state[placementFields.size]?.[placementFields.size].selected_option?.value;
  const diskType = state[placementFields.diskType]?.[placementFields.diskType].selected_option?.value;
  const zone = state[placementFields.zone]?.[placementFields.zone].selected_option?.value;
  const vmName = state[placementFields.vmName]?.[placementFields.vmName].value?.trim();
  return { ...(size && { size }), ...(diskType && { diskType }), ...(vmName && { vmName }), ...(zone && { zone }) };
}
