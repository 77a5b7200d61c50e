import { pass, warn } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const localAdministrator = defineReadiness({
  id: 'local-administrator',
  title: 'A local administrator to sign in with',
  os: 'windows',
  judge(fact) {
    const count = fact('administrators.local');
    if (count === undefined) return untold('who may sign in as a local administrator');
    return /^[1-9]\d*$/.test(count)
      ? pass(
          `${count} local ${count === '1' ? 'administrator is' : 'administrators are'} enabled; see to it that somebody knows a password`,
        )
      : warn(
          'no local administrator is enabled, so that nobody signs in where the domain is out of reach, as in a test',
          'net user Administrator /active:yes, and set a password that somebody keeps: net user Administrator followed by an asterisk asks for it',
        );
  },
});
