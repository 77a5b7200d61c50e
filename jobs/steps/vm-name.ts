/** An Azure VM name from an EC2 name: letters, digits and hyphens, at most 15 because Windows allows no more. */
export function vmName(name: string, instanceId: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9-]+/g, '-')
    .replace(/^[^A-Za-z]+|-+$/g, '')
    .slice(0, 15)
    .replace(/-+$/, '');
  return plain || `vm-${instanceId.slice(-10)}`;
}
