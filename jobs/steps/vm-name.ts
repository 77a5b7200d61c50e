/**
 * An Azure VM name from an EC2 name: letters, digits and hyphens, at most 15 because Windows allows no more. It ends
 * with the end of the instance id, because many machines share one name, and Azure machines are found by theirs. It begins as
 * ferry.yml wants.
 */
export function vmName(name: string, instanceId: string, prefix = ''): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 10 - prefix.length)
    .replace(/-+$/, '');
  const stem = `${prefix}${plain}`.replace(/-+$/, '');
  return `${stem || 'vm'}-${instanceId.slice(stem ? -4 : -10)}`;
}
