import type { tl } from "@mtcute/core";

import type { StoredMessage } from "./types.ts";

/** Who chose what; the caller's own choice and the counts show once they have voted, or the poll is closed. */
export const pollResults = (poll: tl.RawPoll, votes: StoredMessage["votes"], viewerId: number): tl.RawPollResults => {
  const given = Object.entries(votes ?? {}).filter(([, options]) => options.length > 0);
  const mine = new Set(votes?.[viewerId]);
  const totalVoters = given.length;
  if (mine.size === 0 && !poll.closed) return { _: "pollResults", totalVoters };
  const results = poll.answers.flatMap((answer): tl.RawPollAnswerVoters[] => {
    if (answer._ !== "pollAnswer") return [];
    const option = Buffer.from(answer.option).toString("base64");
    const voters = given.filter(([, options]) => options.includes(option)).length;
    return [{ _: "pollAnswerVoters", option: answer.option, voters, ...(mine.has(option) && { chosen: true }) }];
  });
  return { _: "pollResults", totalVoters, results };
};
