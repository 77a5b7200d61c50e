import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';

/** The text of a YAML file as data, with the line that each value stands on. */
export interface YamlFile {
  readonly value: unknown;
  /** The line of what stands at this path, or of the nearest thing around it. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/** What is wrong with the text itself, and where. */
export interface YamlProblem {
  readonly line: number;
  readonly column: number;
  readonly says: string;
}

/** Reads YAML; the first thing that is wrong with the text itself hides the rest of it. */
export function readYaml(text: string): YamlFile | YamlProblem {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    return { line, column: col, says: sentence(error, text) };
  }
  return {
    value: document.toJS(),
    lineOf(path) {
      const at = document.contents === null ? undefined : startOf(document.contents, path);
      return at === undefined ? undefined : lines.linePos(at).line;
    },
  };
}

function startOf(node: Node, path: readonly PropertyKey[], start?: number): number | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return start;
  if (isMap<unknown, Node | null>(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    const at = pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
    return pair?.value ? startOf(pair.value, rest, at) : (at ?? start);
  }
  if (isSeq<Node>(node)) {
    const item = node.items[Number(key)];
    return item ? startOf(item, rest, item.range?.[0]) : start;
  }
  return start;
}

function sentence({ code, message, pos }: YAMLError, text: string): string {
  if (code === 'DUPLICATE_KEY') {
    const key = /^[\w-]+/.exec(text.slice(pos[0]))?.[0];
    return `${key ?? 'a key'} stands there twice; keep one of them.`;
  }
  if (code === 'TAB_AS_INDENT') return 'a tab indents this line; YAML takes only spaces there.';
  return `not valid YAML: ${message.split('\n')[0]?.replace(/:?$/, '')}.`;
}
