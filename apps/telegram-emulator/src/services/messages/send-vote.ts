import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { PEER_ERRORS, messageOf, resolvePeer } from "../input.ts";
import { audienceOf, updatesAnswer } from "../updates-answer.ts";
import { pollIn, pollUpdate, touchCopies } from "./polls.ts";

/** Votes in a poll, or takes the vote back when no option is given. */
export const sendVote = method(
  "messages.sendVote",
  (call, { peer: input, msgId, options }) => {
    const { core, user, key } = call;
    const peer = resolvePeer(call, input);
    const { message, poll } = pollIn(call, peer, msgId);
    if (poll.closed) throw badRequest("MESSAGE_POLL_CLOSED");
    const chosen = options.map((option) => Buffer.from(option).toString("base64"));
    const known = poll.answers.flatMap((answer) =>
      answer._ === "pollAnswer" ? [Buffer.from(answer.option).toString("base64")] : [],
    );
    if (chosen.some((option) => !known.includes(option))) throw badRequest("OPTION_INVALID");
    if (chosen.length > 1 && !poll.multipleChoice) throw badRequest("OPTIONS_TOO_MUCH");
    const before = message.votes?.[user.id] ?? [];
    if (poll.quiz && before.length > 0) throw badRequest("REVOTE_NOT_ALLOWED");
    touchCopies(call, peer, message, { votes: { ...message.votes, [user.id]: chosen } });
    const voted = messageOf(call, peer, msgId);
    core.pusher.push(audienceOf(call, peer), {
      peer,
      except: key,
      build: (viewerId) => {
        const theirs = core.publisher.copyOf(voted, peer, viewerId);
        return { updates: theirs ? [pollUpdate(theirs, poll, viewerId)] : [], users: [], chats: [] };
      },
    });
    return updatesAnswer(call, [pollUpdate(voted, poll, user.id)], [peer]);
  },
  [
    ...PEER_ERRORS,
    "MESSAGE_ID_INVALID",
    "MESSAGE_POLL_CLOSED",
    "OPTION_INVALID",
    "OPTIONS_TOO_MUCH",
    "REVOTE_NOT_ALLOWED",
  ],
);
