import { block, pass } from '../../check.ts';
import { defineReadiness, untold } from './readiness-check.ts';

/** Kernels of other clouds, as their names end; the Mobility service has a driver for none of them. */
const foreign = /(?:^|[-._])(?:aws|amzn\d*|gcp|oracle|kvm)(?:$|[-._])/;

export const stockKernel = defineReadiness({
  id: 'stock-kernel',
  title: "A kernel of the distribution's own",
  os: 'linux',
  shownByTest: true,
  judge(fact) {
    const kernel = fact('kernel');
    if (kernel === undefined) return untold('which kernel runs');
    if (!foreign.test(kernel)) return pass(`kernel ${kernel}`);
    return block(
      `kernel ${kernel} is made for another cloud, and Site Recovery supports stock kernels only`,
      'Install and boot a stock kernel. On Ubuntu: apt-get install -y linux-image-generic && apt-get purge -y linux-aws linux-image-aws && update-grub && reboot',
    );
  },
});
