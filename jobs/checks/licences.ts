import { defineCheck, pass, warn } from '../check.ts';
import { rules } from './rules.ts';

export const licences = defineCheck({
  id: 'licences',
  title: 'Licences that come along',
  rule: rules.ec2,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine: { marketplaceProducts = [], platformDetails } }) => {
    if (marketplaceProducts.length > 0)
      return warn(
        `ProductCodes names ${marketplaceProducts.join(', ')} of the AWS Marketplace`,
        'That subscription ends with EC2, and its product may refuse to run elsewhere: ask its vendor for a licence in Azure.',
      );
    if (platformDetails === undefined)
      return warn(
        'EC2 gave no PlatformDetails',
        'A licence that AWS includes stays with AWS: look at the usage operation in the EC2 console.',
      );
    const seen = `PlatformDetails is ${platformDetails}`;
    return /SQL Server/i.test(platformDetails)
      ? warn(
          seen,
          'The SQL Server licence that AWS includes stays with AWS: have one of your own, or buy it in Azure, before it runs there.',
        )
      : pass(seen);
  },
});
