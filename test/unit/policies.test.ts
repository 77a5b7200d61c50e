import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { permits, policyDocument } from '../../sandbox/aws/policy.ts';
import { permissions as aws } from '../../src/cloud/aws/permissions.ts';
import { permissions as azure } from '../../src/cloud/azure/permissions.ts';
import { allowedBy, policyFile, roleFile } from '../support/policies.ts';

const files = ['aws-read', 'aws-act', 'aws-run-command', 'aws-assume'];

test('the policies for AWS allow exactly what Ferry asks of AWS', () => {
  expect(new Set(allowedBy(files.map(policyFile)))).toEqual(new Set(Object.keys(aws)));
});

test('every other file for AWS is the trust of the role', () => {
  const there = globSync('docs/policies/aws-*.json', { cwd: join(import.meta.dirname, '../..') }).map((file) => basename(file, '.json'));
  expect(new Set(there)).toEqual(new Set([...files, 'aws-trust']));
});

test('nothing is allowed by a wildcard', () => {
  expect(
    [...allowedBy(files.map(policyFile)), ...roleFile('azure-role'), ...roleFile('azure-role-prepare')].filter((action) =>
      action.includes('*'),
    ),
  ).toEqual([]);
});

test('the roles for Azure have exactly the actions that Ferry asks of Azure, and preparing a target those that only it needs', () => {
  const preparing = Object.entries(azure).flatMap(([action, right]) => ('preparing' in right ? [action] : []));
  expect(new Set(roleFile('azure-role-prepare'))).toEqual(new Set(preparing));
  expect(new Set(roleFile('azure-role'))).toEqual(new Set(Object.keys(azure).filter((action) => !preparing.includes(action))));
});

describe('the policy for changes', () => {
  const policies = [policyDocument.parse(policyFile('aws-act'))];
  const machine = 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0';
  const may = (action: string, context: Record<string, readonly string[]>, resource = machine) =>
    permits(policies, { action, resource, context });
  const open = { 'aws:ResourceTag/ferry:allow': ['true'] };

  test('is for machines whose owner has opened them, in this account', () => {
    for (const action of ['ec2:StopInstances', 'ec2:StartInstances', 'ec2:CreateSnapshots']) {
      expect(may(action, open)).toBe(true);
      expect(may(action, {})).toBe(false);
      expect(may(action, { 'aws:ResourceTag/ferry:allow': ['false'] })).toBe(false);
      expect(may(action, open, machine.replace('111122223333', '999999999999'))).toBe(false);
    }
  });

  test('does not let Ferry open a machine by itself', () => {
    expect(may('ec2:CreateTags', { ...open, 'aws:TagKeys': ['ferry:state', 'ferry:migration'] })).toBe(true);
    expect(may('ec2:CreateTags', { ...open, 'aws:TagKeys': ['ferry:state', 'ferry:allow'] })).toBe(false);
  });

  test('changes one attribute and no other', () => {
    expect(may('ec2:ModifyInstanceAttribute', { ...open, 'ec2:Attribute': ['DisableApiTermination'] })).toBe(true);
    expect(may('ec2:ModifyInstanceAttribute', { ...open, 'ec2:Attribute': ['DisableApiStop'] })).toBe(false);
  });

  test.each(['ec2:TerminateInstances', 'ec2:DeleteSnapshot', 'ec2:DeleteVolume', 'ec2:AuthorizeSecurityGroupIngress', 'iam:PassRole'])(
    'denies %s, whatever else allows it',
    (action) => {
      const everything = policyDocument.parse({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
      expect(permits([everything], { action, resource: machine, context: open })).toBe(true);
      expect(permits([everything, ...policies], { action, resource: machine, context: open })).toBe(false);
    },
  );
});
