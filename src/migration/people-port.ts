export interface Person {
  readonly id: string;
  readonly name: string;
  /** Deactivated, a guest or of another workspace: may not decide anything. */
  readonly unfit?: string;
  readonly approver: boolean;
}

export interface People {
  /** Group membership may be up to 60 s old. */
  person(id: string): Promise<Person>;
}
