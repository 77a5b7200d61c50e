import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** One thing that people or the world do wrong, and the exact answer to it. */
export interface Row<Scene> {
  /** What was wrong, as the page tells it: “`/migrate i-12` is typed”. */
  readonly when: string;
  /** Who reads the answer, and where: “whoever typed it”, “the card”, “the terminal of `npm run bot`”. */
  readonly seenBy: string;
  /** Every word of it; what differs from run to run stands as ‹name›, as `play` gives it back. */
  readonly says: string;
  /** Does it to a running Ferry and resolves to what was really seen; throws when anything was lost or is stuck. */
  play(scene: Scene): Promise<string>;
  /** The same wrong thing in other surroundings, by their name; the answer is the same word by word. */
  readonly elsewhere?: Readonly<Record<string, (scene: Scene) => Promise<string>>>;
}

/** Rows that share a scene: a Ferry, its surroundings, or only a function. */
export interface Chapter<Scene> {
  readonly title: string;
  readonly about: string;
  open(): Promise<Scene>;
  close(scene: Scene): Promise<void>;
  readonly rows: readonly Row<Scene>[];
}

/** The same chapter for those who only read it. */
export type WrittenChapter = Pick<Chapter<never>, 'title' | 'about'> & {
  readonly rows: readonly Pick<Row<never>, 'when' | 'seenBy' | 'says'>[];
};

/** Plays every row as a test of its own, one after the other, on one scene. */
export function playChapter<Scene>(chapter: Chapter<Scene>): void {
  describe(chapter.title, () => {
    let scene: Scene;
    beforeAll(async () => {
      scene = await chapter.open();
    });
    afterAll(async () => {
      if (scene !== undefined) await chapter.close(scene);
    });
    const plays = chapter.rows.flatMap(({ when, says, play, elsewhere = {} }) => [
      { when, says, play },
      ...Object.entries(elsewhere).map(([where, there]) => ({ when: `${where}: ${when}`, says, play: there })),
    ]);
    test.each(plays)('$when', async ({ says, play }) => {
      expect(await play(scene)).toBe(says);
    });
  });
}
