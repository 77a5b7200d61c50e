/**
 * An Azure VM name from an EC2 name: letters, digits and hyphens, at most 15 because Windows allows no more. It ends
 * with the end of the instance id, because many machines share one name, and Azure machines are found by theirs.
 */
export function vmName(name: string, instanceId: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 10)
    .replace(/-+$/, '');
  return `${plain || 'vm'}-${instanceId.slice(plain ? -4 : -10)}`;
}
