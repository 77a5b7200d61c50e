/** A locally administered address made from the machine's own. */
export function nicOf(ip: string): string {
  return `06:00:${ip
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':')}`.toUpperCase();
}
