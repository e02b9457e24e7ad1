import { openMethod } from "../../method.ts";

export const getNearestDc = openMethod("help.getNearestDc", ({ core, dcId }) => ({
  _: "nearestDc",
  country: "XX",
  thisDc: dcId,
  nearestDc: core.homeDcId,
}));
