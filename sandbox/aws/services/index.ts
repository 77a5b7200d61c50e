import { actions } from '../actions/index.ts';
import { cloudWatchActions, cloudWatchSubject } from '../cloud-watch/index.ts';
import { dnsRoutes } from '../route53/index.ts';
import { ssmActions, ssmSubject } from '../ssm/index.ts';
import { jsonService } from './json-service.ts';
import { queryService } from './query-service.ts';
import { restXmlService } from './rest-xml-service.ts';
import type { AwsService, RefusalCodes } from './service.ts';

/** STS and the services of its generation. */
const queryCodes: RefusalCodes = {
  throttled: [400, 'Throttling', 'Rate exceeded'],
  denied: [403, 'AccessDenied', 'User is not authorized to perform this operation'],
  unknownKey: [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'],
  expired: [403, 'ExpiredToken', 'The security token included in the request is expired'],
  unavailable: [503, 'ServiceUnavailable', 'The service is unavailable. Please try again shortly.'],
};

const ec2Codes: RefusalCodes = {
  throttled: [503, 'RequestLimitExceeded', 'Request limit exceeded.'],
  denied: [
    403,
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. Encoded authorization failure message: ${'4lY9z'.repeat(80)}`,
  ],
  unknownKey: [401, 'AuthFailure', 'AWS was not able to validate the provided access credentials'],
  expired: [400, 'RequestExpired', 'Request has expired.'],
  unavailable: [503, 'Unavailable', 'The service is unavailable. Please try again shortly.'],
};

/** Every service the sandbox's AWS answers for, by the name a request is signed for. */
export const services = {
  ec2: queryService('ec2', actions.ec2, ec2Codes),
  sts: queryService('sts', actions.sts, queryCodes),
  autoscaling: queryService('autoscaling', actions.autoscaling, queryCodes),
  route53: restXmlService('route53', dnsRoutes, queryCodes),
  ssm: jsonService('ssm', '1.1', 'AmazonSSM', ssmActions, ssmSubject),
  monitoring: jsonService('cloudwatch', '1.0', 'GraniteServiceVersion20100801', cloudWatchActions, cloudWatchSubject),
} satisfies Record<string, AwsService>;
