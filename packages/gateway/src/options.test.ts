import { expect, it } from "vitest";
import { startGateway } from "../test/gateway-fixture.ts";
import { gatewayOptions } from "./options.ts";

it.each(["10.0.0.0/8", "127.0.0.1", "::1", "fd00::/8", "loopback", "0.0.0.0/0"])(
  "trusts the proxies of %s",
  (network) => {
    expect(gatewayOptions.parse({ trustProxy: [network] }).trustProxy).toEqual([network]);
  },
);

it.each(["foo", "10.0.0.0/33", "10.0.0/8", "::1/129", "1.2.3.4/8/8", "1.2.3.4/", ""])(
  "knows no proxies of %s",
  (network) => {
    const problem = gatewayOptions.safeParse({ trustProxy: [network] }).error?.issues[0];
    expect(problem).toMatchObject({ path: ["trustProxy", 0], message: expect.stringContaining("is no address") });
  },
);

it("names the setting when there is no such host to listen on", async () => {
  await expect(startGateway({ options: { host: "192.0.2.1" } })).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    details: { problems: [{ name: "host", problem: "the server cannot listen there (EADDRNOTAVAIL)" }] },
  });
});
