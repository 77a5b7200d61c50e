import { pass, warn } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

const address = /^169\.254\.169\.\d{1,3}$/;

export const persistentRoutes = defineReadiness({
  id: 'persistent-routes',
  title: "No persistent routes to Amazon's services",
  os: 'windows',
  judge(fact) {
    const routes = fact('routes.amazon');
    if (routes === undefined) return untold('which routes are persistent');
    if (routes === 'none') return pass('none to 169.254.169.2…');
    const known = routes.split(',').filter((one) => address.test(one));
    return warn(
      `persistent routes to ${routes} by a gateway of the VPC; in Azure they lead nowhere, and hide Azure's own metadata service`,
      `After the move, in an administrator's prompt: ${known.map((one) => `route -p delete ${one}`).join(' & ') || 'route -p delete, for each of them'}. EC2Launch puts them back while it runs at boot.`,
    );
  },
});
