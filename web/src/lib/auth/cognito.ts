/** Sign-in against the user pool with its plain JSON interface; no SDK. */

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** ms UTC */
  expiresAt: number;
  email: string;
}

export class SignInProblem extends Error {}

interface Answer {
  AuthenticationResult?: { AccessToken: string; RefreshToken?: string; ExpiresIn: number };
  ChallengeName?: string;
}

const WORDS: Record<string, string> = {
  NotAuthorizedException: "Email or password is wrong.",
  UserNotFoundException: "Email or password is wrong.",
  UserNotConfirmedException: "Confirm your email address first.",
  PasswordResetRequiredException: "Your password must be reset by an administrator.",
  TooManyRequestsException: "Too many tries. Wait a minute.",
  LimitExceededException: "Too many tries. Wait a minute.",
};

export class Cognito {
  constructor(
    private readonly url: string,
    private readonly clientId: string,
    private readonly now: () => number = Date.now,
  ) {}

  signIn(email: string, password: string): Promise<Tokens> {
    return this.initiate("USER_PASSWORD_AUTH", { USERNAME: email, PASSWORD: password }, email, "");
  }

  refresh(tokens: Tokens): Promise<Tokens> {
    const parameters = { REFRESH_TOKEN: tokens.refreshToken };
    return this.initiate("REFRESH_TOKEN_AUTH", parameters, tokens.email, tokens.refreshToken);
  }

  /** Makes the refresh token worthless; a failure leaves it to expire. */
  async revoke(tokens: Tokens): Promise<void> {
    await this.call("RevokeToken", { Token: tokens.refreshToken }).catch(() => undefined);
  }

  private async initiate(
    flow: string,
    parameters: Record<string, string>,
    email: string,
    refreshToken: string,
  ): Promise<Tokens> {
    const body = { AuthFlow: flow, AuthParameters: parameters };
    const answer = (await this.call("InitiateAuth", body)) as Answer;
    const result = answer.AuthenticationResult;
    if (!result) throw new SignInProblem(`This account needs a step the console does not offer: ${String(answer.ChallengeName)}`);
    return {
      accessToken: result.AccessToken,
      refreshToken: result.RefreshToken ?? refreshToken,
      expiresAt: this.now() + result.ExpiresIn * 1000,
      email,
    };
  }

  private async call(operation: string, body: object): Promise<unknown> {
    const answer = await fetch(this.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify({ ClientId: this.clientId, ...body }),
    }).catch(() => {
      throw new SignInProblem("The sign-in service cannot be reached. Check your connection.");
    });
    const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    if (answer.ok) return said;
    const kind = String(said["__type"] ?? "").split("#").pop() ?? "";
    throw new SignInProblem(WORDS[kind] ?? String(said["message"] ?? said["Message"] ?? `Sign-in failed (${String(answer.status)}).`));
  }
}
