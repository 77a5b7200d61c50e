import type { App } from '@slack/bolt';
import type { Button, ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { boltApp, localSlack } from '../support/local-slack.ts';

const channel = 'C0MIGRATION1';
const user = 'U0REQUESTER1';

const text = (words: string) => ({ type: 'plain_text', text: words }) as const;
const button = (action_id: string, fields: Partial<Button> = {}): Button => ({
  type: 'button',
  action_id,
  value: action_id,
  text: text(action_id),
  ...fields,
});
const modal = (title: string, ...elements: Button[]): ModalView => ({
  type: 'modal',
  callback_id: title,
  title: text(title),
  submit: text('Go on'),
  notify_on_close: true,
  blocks: [{ type: 'actions', elements: elements.length > 0 ? elements : [button('nothing')] }],
});

/** `/migrate` opens a modal; its button pushes another; submitting the second updates it, then clears the stack. */
function dialogues(heard: string[]): (app: App) => void {
  let submissions = 0;
  return (app) => {
    app.command('/migrate', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: modal('First', button('deeper')) });
    });
    app.action('deeper', async ({ ack, client, body }) => {
      await ack();
      if (body.type !== 'block_actions') return;
      heard.push(`${body.container['type']} ${body.view?.callback_id}`);
      await client.views.push({ trigger_id: body.trigger_id, view: modal('Second') });
    });
    app.view('Second', async ({ ack }) => {
      submissions += 1;
      if (submissions === 1) await ack({ response_action: 'update', view: modal('Third', button('x'.repeat(256))) });
      else await ack({ response_action: 'clear' });
    });
    app.view({ callback_id: 'First', type: 'view_closed' }, async ({ ack, body }) => {
      if (body.type === 'view_closed') heard.push(`closed ${body.view.callback_id} ${body.is_cleared}`);
      await ack();
    });
  };
}

describe('modals in the local Slack', () => {
  test('open on a command, push on a click inside, and clear on submission', async () => {
    const { slack } = await localSlack();
    const heard: string[] = [];
    await boltApp(slack, dialogues(heard));
    const first = await slack.command({ user, channel, text: '' });
    const viewId = String(first.view?.['id']);
    const second = await slack.click({ user, viewId, actionId: 'deeper' });
    expect(heard).toEqual(['view First']);
    expect(second.view).toMatchObject({ callback_id: 'Second', previous_view_id: viewId, root_view_id: viewId });
    const secondId = String(second.view?.['id']);
    // The update breaks a limit, so the person keeps what was there.
    expect(await slack.submit({ user, viewId: secondId })).toMatchObject({ problem: 'invalid_arguments', view: { callback_id: 'Second' } });
    await slack.submit({ user, viewId: secondId });
    expect(slack.views(user)).toEqual([]);
  });

  test('tell the app when they are closed, once', async () => {
    const { slack } = await localSlack();
    const heard: string[] = [];
    await boltApp(slack, dialogues(heard));
    const { view } = await slack.command({ user, channel, text: '' });
    const viewId = String(view?.['id']);
    expect(await slack.closeView({ user, viewId })).toMatchObject({ acknowledged: true });
    expect(heard).toEqual(['closed First false']);
    await expect(slack.closeView({ user, viewId })).rejects.toThrow(`${user} has no view ${viewId} open; open are none`);
  });

  test('belong to the person who opened them', async () => {
    const { slack } = await localSlack();
    await boltApp(slack, dialogues([]));
    const { view } = await slack.command({ user, channel, text: '' });
    const viewId = String(view?.['id']);
    await expect(slack.submit({ user: 'U0STRANGER01', viewId })).rejects.toThrow(`U0STRANGER01 has no view ${viewId} open`);
    await expect(slack.submit({ user, viewId, values: { reason: 'x' } })).rejects.toThrow('there is no field reason; there are');
  });
});

describe('buttons in the local Slack', () => {
  test('show their confirm dialog to whoever presses them', async () => {
    const { slack } = await localSlack();
    const { client } = await boltApp(slack, (app) => app.action('go', ({ ack }) => ack()));
    const confirm = { title: text('Fail over?'), text: text('web-07 goes down.'), confirm: text('Yes'), deny: text('No') };
    const blocks = [{ type: 'actions' as const, elements: [button('go', { confirm, style: 'danger' })] }];
    const { ts } = await client.chat.postMessage({ channel, text: 'card', blocks });
    const outcome = await slack.click({ user, channel, ts: String(ts), actionId: 'go', waitForView: 0 });
    expect(outcome).toMatchObject({ acknowledged: true, confirm });
  });

  test('in an ephemeral message work for its one reader, who may have it replaced or deleted', async () => {
    const { slack } = await localSlack();
    const bodies: { isEphemeral: unknown; message: unknown }[] = [];
    const { client } = await boltApp(slack, (app) => {
      app.action(/.*/, async ({ ack, body, respond }) => {
        await ack();
        if (body.type !== 'block_actions') return;
        bodies.push({ isEphemeral: body.container['is_ephemeral'], message: body.message });
        const [action] = body.actions;
        if (action?.action_id === 'delete') await respond({ delete_original: true });
        else await respond({ replace_original: true, text: 'replaced', blocks: [{ type: 'actions', elements: [button('delete')] }] });
      });
    });
    await client.chat.postEphemeral({ channel, user, text: 'yours', blocks: [{ type: 'actions', elements: [button('replace')] }] });
    const [shown] = slack.ephemerals(channel);
    const ts = String(shown?.ts);
    await expect(slack.click({ user: 'U0STRANGER01', channel, ts, actionId: 'replace' })).rejects.toThrow('there is no message');
    await slack.click({ user, channel, ts, actionId: 'replace', waitForView: 0 });
    await expect.poll(() => slack.ephemerals(channel)).toMatchObject([{ ts, text: 'replaced', buttons: ['delete'] }]);
    expect(bodies).toEqual([{ isEphemeral: true, message: undefined }]);
    await slack.click({ user, channel, ts, actionId: 'delete', waitForView: 0 });
    await expect.poll(() => slack.ephemerals(channel)).toEqual([]);
  });
});

describe('suggestions in the local Slack', () => {
  const option = (value: string) => ({ text: text(value), value });
  const machines: ModalView = {
    ...modal('Which?'),
    blocks: [
      {
        type: 'input',
        block_id: 'machines',
        label: text('Machines'),
        element: { type: 'multi_external_select', action_id: 'machines', min_query_length: 2 },
      },
      { type: 'input', block_id: 'note', optional: true, label: text('Note'), element: { type: 'plain_text_input', action_id: 'note' } },
    ],
  };

  /** `/migrate` opens a modal whose select is answered so; submitting it is refused once. */
  async function typing(answer: object) {
    const { slack } = await localSlack();
    const asked: object[] = [];
    const submitted: object[] = [];
    await boltApp(slack, (app) => {
      app.command('/migrate', async ({ ack, client, command }) => {
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view: machines });
      });
      app.options('machines', async ({ ack, payload }) => {
        asked.push(payload);
        await ack(answer as { options: never[] });
      });
      app.view('Which?', async ({ ack, view }) => {
        submitted.push(view.state.values);
        if (submitted.length === 1) await ack({ response_action: 'errors', errors: { machines: 'Think again.' } });
        else await ack();
      });
    });
    const { view } = await slack.command({ user, channel, text: '' });
    const viewId = String(view?.['id']);
    return { slack, asked, submitted, viewId, suggest: (value: string) => slack.suggest({ user, viewId, actionId: 'machines', value }) };
  }

  test('come from the app while a person types, and are sent with the submission', async () => {
    const { slack, asked, submitted, viewId, suggest } = await typing({
      option_groups: [
        { label: text('one'), options: [option('a'), option('b')] },
        { label: text('two'), options: [option('c')] },
      ],
    });
    expect(await suggest('we')).toMatchObject({ acknowledged: true, groups: [{ label: 'one' }, { label: 'two' }] });
    expect(asked).toMatchObject([
      {
        type: 'block_suggestion',
        user: { id: user },
        container: { type: 'view', view_id: viewId },
        block_id: 'machines',
        action_id: 'machines',
        value: 'we',
        view: { id: viewId, callback_id: 'Which?' },
      },
    ]);
    expect(asked[0]).not.toHaveProperty('trigger_id');
    const refused = await slack.submit({ user, viewId, values: { machines: 'a,c', note: 'hello' } });
    expect(refused.viewErrors).toEqual({ machines: 'Think again.' });
    // What was filled in is still there.
    await slack.submit({ user, viewId });
    const both = {
      machines: { machines: { type: 'multi_external_select', selected_options: [option('a'), option('c')] } },
      note: { note: { type: 'plain_text_input', value: 'hello' } },
    };
    expect(submitted).toEqual([both, both]);
  });

  test('are asked for from the length on that the app named, and only what was suggested can be chosen', async () => {
    const { slack, asked, viewId, suggest } = await typing({ options: [option('a')] });
    await expect(suggest('w')).rejects.toThrow('Slack asks the app only from 2 characters on');
    expect(asked).toEqual([]);
    await expect(slack.submit({ user, viewId, values: { machines: 'a' } })).rejects.toThrow('has no option "a"');
    await suggest('we');
    expect((await slack.submit({ user, viewId, values: { machines: '' } })).viewErrors).toEqual({
      machines: 'Please complete this required field.',
    });
  });

  test.each([
    ['101 options', { options: Array.from({ length: 101 }, (_, n) => option(String(n))) }, 'no more than 100 items allowed'],
    ['a text too long', { options: [option('x'.repeat(76))] }, 'must be less than 76 characters'],
    ['a label too long', { option_groups: [{ label: text('x'.repeat(76)), options: [] }] }, 'must be less than 76 characters'],
    ['no list at all', {}, 'neither options nor option_groups'],
  ])('that break a limit are not shown: %s', async (_, answer, words) => {
    const { suggest } = await typing(answer);
    const { options, problem } = await suggest('we');
    expect(options).toEqual([]);
    expect(problem).toContain(words);
  });
});
