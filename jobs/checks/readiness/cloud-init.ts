import { pass, warn } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

export const cloudInit = defineReadiness({
  id: 'cloud-init',
  title: "Cloud-init's datasource",
  os: 'linux',
  shownByTest: true,
  judge(fact) {
    const sources = fact('cloudinit.datasources');
    if (sources === undefined) return untold('where cloud-init looks');
    if (sources === 'absent') return pass('there is no cloud-init');
    if (sources === 'none' || /\bAzure\b/i.test(sources))
      return pass(sources === 'none' ? 'cloud-init finds its datasource by itself' : `cloud-init looks at ${sources}`);
    return warn(
      `cloud-init looks at ${sources} only, and waits for it at each boot`,
      "Let it look in Azure too: echo 'datasource_list: [ Azure, Ec2, None ]' > /etc/cloud/cloud.cfg.d/91-azure.cfg",
    );
  },
});
