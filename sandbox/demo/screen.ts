import { hanging } from './wrap.ts';

export interface Screen {
  print(lines: readonly string[]): void;
  /** Shows how far something is: on a terminal as one line that is rewritten, elsewhere as a line per quarter. */
  progress(text: string, percent: number): void;
  /** Leaves the last progress standing as a line of its own. */
  settle(): void;
}

const back = '\r\u001b[K';

/** Writes to a stream, whatever it is. */
export function createScreen(out: Pick<NodeJS.WriteStream, 'write'>, tty: boolean, width: () => number): Screen {
  let standing = '';
  let quarter = -1;
  const fitted = (text: string) => (tty ? [...text].slice(0, Math.max(1, width() - 1)).join('') : text);
  return {
    print(lines) {
      if (lines.length === 0) return;
      out.write(`${standing === '' ? '' : back}${lines.join('\n')}\n${standing}`);
    },
    progress(text, percent) {
      if (tty) {
        if (fitted(text) === standing) return;
        standing = fitted(text);
        out.write(`${back}${standing}`);
        return;
      }
      const reached = Math.floor(percent / 25);
      if (reached === quarter) return;
      quarter = reached;
      const indent = text.length - text.trimStart().length;
      out.write(`${hanging(text.slice(0, indent), text.trimStart(), width(), indent).join('\n')}\n`);
    },
    settle() {
      if (standing !== '') out.write('\n');
      standing = '';
      quarter = -1;
    },
  };
}

/** How wide a stream is; 100 columns where nobody says. */
export function widthOf(stream: NodeJS.WriteStream): () => number {
  return () => Math.max(20, stream.columns || 100);
}
