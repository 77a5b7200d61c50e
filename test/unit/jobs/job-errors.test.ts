import { expect, test } from 'vitest';
import { explain, warnings } from '../../../jobs/operations/job-errors.ts';
import { pushCodes } from '../../../jobs/operations/push-codes.ts';

const message = 'Push installation failed.';

/** Every code of a push that the field knows, as the reference and Microsoft's page list them. */
const codes =
  '95001 95103 95105 95106 95107 95108 95117 95265 95266 95309 95310 95311 95313 95320 95517 95518 95519 95520 95521 95522 95523 95524 95572 95573 97118 78253'.split(
    ' ',
  );

test('every known code has its words and a remedy, once', () => {
  expect(pushCodes.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
  for (const { says, remedy } of pushCodes) {
    expect(says).toMatch(/^[A-Z].*\.$/);
    expect(remedy).toMatch(/\.$/);
  }
});

test.each(pushCodes.filter(({ warning }) => !warning))(
  "$code is told in Ferry's words, then in Azure's, with what to do",
  ({ code, says, remedy }) => {
    const told = explain([{ code, message, possibleCauses: 'A cause.', recommendedAction: 'Look.' }]);
    expect(told.said).toBe(`${says.replace(/\.$/, '')} (${code}). Azure says: Push installation failed. Possible causes: A cause.`);
    expect(told.remedy).toBe(remedy);
    expect(remedy).toMatch(/by hand\. Then Retry\.$/);
  },
);

test('an older message is known by the name that it carries', () => {
  expect(explain([{ code: '499', message: 'It failed with error code EP0858.' }]).said).toContain('is no administrator (499)');
});

test('a code that nobody knows stays in the words of Azure, with what Azure recommends', () => {
  expect(explain([{ code: '28031', message: 'No capacity.', recommendedAction: 'Try another size.' }])).toEqual({
    said: 'No capacity (28031).',
    remedy: 'Try another size.',
  });
  expect(explain([]).remedy).toContain('Look at the job in the vault');
});

test('a wish for a reboot is a warning beside another error, and never its remedy', () => {
  const reboot = { code: '95266', message: 'Reboot needed.' };
  expect(warnings([reboot])).toEqual([
    expect.stringMatching(/only after a reboot of the machine.*\(95266\)\. Azure says: Reboot needed\.$/),
  ]);
  expect(explain([reboot, { code: '95524', message }]).remedy).toContain('Make room on it');
});

test('a vault that takes signed changes alone is told with the key of ferry.yml that signs them', () => {
  const told = explain([{ code: 'InvalidChannelIntegrityKeyToken', message: 'The token is not valid.', recommendedAction: 'Sign.' }]);
  expect(told).toEqual({
    said: 'The token is not valid (InvalidChannelIntegrityKeyToken).',
    remedy: expect.stringMatching(/^Say channelIntegrity: true of the target in ferry\.yml and restart Ferry; .* Then Retry\.$/),
  });
});
