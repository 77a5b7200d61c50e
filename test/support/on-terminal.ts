import { runCli } from '../../src/cli/index.ts';

export interface Typed {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Types one `ferry …` into a terminal without colours that knows only this environment. */
export async function type(words: string, env: Readonly<Record<string, string | undefined>> = {}): Promise<Typed> {
  let out = '';
  let err = '';
  const exit = await runCli(words.split(' ').filter(Boolean), {
    env,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    colours: false,
  });
  return { exit, out, err };
}
