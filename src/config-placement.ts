import { z } from 'zod';
import { armId, oneOf, word } from './config-words.ts';

const size = word(/^Standard_[A-Za-z0-9_-]+$/, 'an Azure VM size, for example Standard_D2s_v5');
const instanceType = word(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'an EC2 instance type, for example m5.xlarge');
const device = word(/^(\/dev\/)?[a-z]{2,4}[a-z0-9]{0,4}$/, 'a device name as EC2 gives it, for example /dev/sdf');
const availability = 'an availability set or a zone, for example { zone: "1" }';
const tagName = word(/^[^<>%&\\?/]{1,512}$/, 'the name of a tag, 1 to 512 characters without < > % & \\ ? /');
const tagValue = word(/^.{0,256}$/s, 'the value of a tag, at most 256 characters, in quotes when it is a number');

/** How machines land: each key says for every machine of the target what Ferry or Azure would choose otherwise. */
export const landing = {
  /** For every machine, whatever it is in EC2. */
  vmSize: size.optional(),
  /** For machines of one EC2 type; weighs more than vmSize. */
  sizes: z.record(instanceType, size, 'Azure VM sizes by EC2 instance type, for example { m5.xlarge: Standard_D4s_v5 }').optional(),
  /** For single disks by their device in EC2: another type, or none at all. */
  disks: z
    .record(
      device,
      oneOf(['leave-behind', 'Standard_LRS', 'StandardSSD_LRS', 'Premium_LRS']),
      'disks by their EC2 device, for example { /dev/sdf: leave-behind }',
    )
    .optional(),
  vmNamePrefix: word(/^[A-Za-z][A-Za-z0-9-]{0,7}$/, 'a beginning of 1 to 8 letters, digits and hyphens, for example az-').optional(),
  availability: z
    .union(
      [z.strictObject({ set: armId('Microsoft.Compute/availabilitySets/<name>') }), z.strictObject({ zone: z.enum(['1', '2', '3']) })],
      availability,
    )
    .optional(),
  /** Compared with the EC2 security groups; it has to guard the subnet already. */
  networkSecurityGroup: armId('Microsoft.Network/networkSecurityGroups/<name>').optional(),
  /** Put on the Azure machine after the failover, beside those of Ferry. */
  tags: z
    .record(tagName, tagValue, 'tags by their names, for example { cost-centre: "4711" }')
    .refine((tags) => Object.keys(tags).length <= 40, 'Azure takes 50 tags and Ferry needs some of them: name at most 40')
    .refine((tags) => !Object.keys(tags).some((name) => /^(ferry:|microsoft|azure|windows)/i.test(name)), {
      message: 'names that begin with ferry:, microsoft, azure or windows belong to others: choose another name',
    })
    .optional(),
  /** Azure Hybrid Benefit, for the machines whose system it is for. */
  licenseType: oneOf(['Windows_Server', 'RHEL_BYOS', 'SLES_BYOS']).optional(),
};
