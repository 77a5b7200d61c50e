import type { Row } from '../chapter.ts';
import type { Machines, Scene } from './scene.ts';

/** What goes the same way by either engine. */
export type Story = Row<Machines>;

/** The story is played through an appliance and through a configuration server, and reads the same word by word. */
export function bothEngines(story: Story): Row<Scene> {
  return { ...story, elsewhere: { 'configuration server': ({ classic }) => story.play(classic) } };
}
