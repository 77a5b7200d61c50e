/** What a button carries: which migration, which question, and the digest of what the question showed. Never authority. */
export interface ButtonValue {
  readonly id: string;
  readonly ask: number;
  /** Absent on buttons that answer no gate. */
  readonly digest?: string;
}

const shape = /^([A-Za-z0-9][A-Za-z0-9_-]{0,63})\|(\d{1,6})\|(-|[A-Za-z0-9_:.=+/-]{2,128})$/;

export function formatButtonValue({ id, ask, digest }: ButtonValue): string {
  return `${id}|${ask}|${digest ?? '-'}`;
}

/** `undefined` for anything but what `formatButtonValue` writes. */
export function parseButtonValue(value: string | undefined): ButtonValue | undefined {
  const [, id, ask, digest] = shape.exec(value ?? '') ?? [];
  if (id === undefined || ask === undefined || digest === undefined) return undefined;
  return { id, ask: Number(ask), ...(digest !== '-' && { digest }) };
}
