/*
 * Faults of Socket Mode, armed like any other fault of the service `slack`.
 *
 * With match `socket`, applied at once to one live connection per use (`times` connections):
 *   disconnect   Slack asks the app to reconnect: a `disconnect` frame (reason `refresh_requested`, or the fault's `reason`);
 *                nothing more is sent there, and Slack closes after ten seconds if the app has not.
 *   drop-socket  the connection breaks without a close frame.
 *   dead-socket  half-open: Slack believes it alive and goes on choosing it, but nothing arrives and nothing
 *                is read, until Slack misses the answer to its ping, after ten seconds at most.
 * And when a connection is being opened:
 *   refuse-socket  the ticket is not honoured: HTTP 403 instead of a websocket.
 *   mute-socket    the websocket opens, and Slack never says hello nor sends anything there.
 *
 * With match `slash_commands`, `block_actions`, `view_submission` or `view_closed`, applied when such an envelope is sent or acknowledged:
 *   drop-ack       the acknowledgement is lost: Slack never sees it, and the person is shown an error after three seconds.
 *   hold-ack       the acknowledgement waits and is listed among the held calls; `release` lets Slack take it. When its
 *                  connection dies first it is lost, and the same envelope is sent to another connection, or to the next one.
 *   redeliver      an envelope that was not acknowledged within three seconds, or whose connection died, is sent once more.
 *   deliver-twice  the envelope is sent twice at once, the second time over another connection where there is one.
 *
 * Over HTTP there are `drop-ack`, `hold-ack` and `deliver-twice`, which repeats the signed request as a proxy would.
 */
export const socketFaults = ['disconnect', 'drop-socket', 'dead-socket'];
export const refusal = ['refuse-socket'];
export const silence = ['mute-socket'];
export const ackFaults = ['drop-ack', 'hold-ack'];
export const redelivery = ['redeliver'];
export const duplication = ['deliver-twice'];
