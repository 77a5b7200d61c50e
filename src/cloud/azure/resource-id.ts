/** The parts of an ARM resource id that Ferry needs; segment names are compared without case, as ARM does. */
export interface ResourceId {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
}

export function parseResourceId(id: string): ResourceId | undefined {
  const match = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/.+\/([^/]+)\/?$/i.exec(id);
  const [, subscription, resourceGroup, name] = match ?? [];
  return subscription && resourceGroup && name ? { subscription, resourceGroup, name } : undefined;
}

/** The last segment of an ARM id or URL path; `undefined` for nothing, or for Site Recovery's way of writing nothing (`…/None`). */
export function lastSegment(id: string | null | undefined): string | undefined {
  const path = id?.split('?', 1)[0]?.replace(/\/+$/, '');
  const last = path?.slice(path.lastIndexOf('/') + 1);
  return last && last !== 'None' ? last : undefined;
}

export function resourceGroupId(subscription: string, resourceGroup: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
}
