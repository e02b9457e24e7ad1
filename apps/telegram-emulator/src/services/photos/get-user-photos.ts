import { method } from "../../method.ts";
import { resolveUser } from "../input.ts";

export const getUserPhotos = method(
  "photos.getUserPhotos",
  (call, { userId }) => {
    resolveUser(call, userId);
    return { _: "photos.photos", photos: [], users: [] };
  },
  ["USER_ID_INVALID"],
);
