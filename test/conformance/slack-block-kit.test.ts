import { describe, expect, test } from 'vitest';
import { hasBlockKit, validateMessage, validateView } from '../support/block-kit.ts';

const section = { type: 'section', text: { type: 'mrkdwn', text: 'hello' } };
const button = (fields: object = {}) => ({ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' }, ...fields });

describe.skipIf(!hasBlockKit)('the Block Kit schema', () => {
  test('accepts a card with a plan, buttons and metadata', () => {
    const plan = { type: 'plan', title: 'Migration', tasks: [{ type: 'task_card', task_id: 'a', title: 'Checks', status: 'complete' }] };
    const blocks = [section, plan, { type: 'actions', elements: [button({ style: 'danger', value: 'm-1|1' })] }];
    const metadata = { event_type: 'card', event_payload: { id: 'm-1' } };
    expect(validateMessage({ channel: 'C1', text: 'hello', blocks, metadata })).toEqual([]);
  });

  test.each([
    ['a message without fallback text', { blocks: [section] }, "must have required property 'text'"],
    ['a misspelt field', { text: 'x', blocks: [{ ...section, txt: 'y' }] }, '/blocks/0 must NOT have additional properties: txt'],
    [
      'an unknown status',
      { text: 'x', blocks: [{ type: 'task_card', task_id: 'a', title: 'b', status: 'completed' }] },
      '/blocks/0/status',
    ],
    [
      'an unknown style',
      { text: 'x', blocks: [{ type: 'actions', elements: [button({ style: 'warning' })] }] },
      '/blocks/0/elements/0/style',
    ],
    [
      'a button text too long',
      { text: 'x', blocks: [{ type: 'actions', elements: [button({ text: { type: 'plain_text', text: 'x'.repeat(76) } })] }] },
      '/text',
    ],
    [
      'a block id twice',
      {
        text: 'x',
        blocks: [
          { ...section, block_id: 'a' },
          { ...section, block_id: 'a' },
        ],
      },
      'already exists',
    ],
  ])('names %s and nothing else', (_, payload, words) => {
    const found = validateMessage(payload) ?? [];
    expect(found).not.toEqual([]);
    for (const problem of found) expect(problem).toContain(words);
  });

  test('accepts a modal and names what is wrong with a longer title', () => {
    const modal = {
      type: 'modal',
      title: { type: 'plain_text', text: 'Why?' },
      submit: { type: 'plain_text', text: 'Send' },
      blocks: [section],
    };
    expect(validateView(modal)).toEqual([]);
    expect(validateView({ ...modal, title: { type: 'plain_text', text: 'x'.repeat(25) } })).toContainEqual(
      expect.stringContaining('/title/text'),
    );
    expect(validateView({ type: 'home', blocks: [section] })).toEqual([]);
  });
});
