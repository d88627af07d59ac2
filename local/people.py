"""Sign-ins on the laptop: users of the deployed Cognito pool, and their tokens."""

from dataclasses import dataclass

from local.stack import Stack

DEMO_EMAIL = "demo@ohmycoins.local"
# Stands on the sign-in page and in the terminal: it opens nothing but this laptop.
DEMO_PASSWORD = "Paper-trading-1"


@dataclass(frozen=True)
class Person:
    """A signed-in user of the local pool; the access token is what the API takes."""

    email: str
    password: str
    token: str


def ensure_person(stack: Stack, email: str, password: str, group: str = "trader") -> None:
    """Create the user with a permanent password and put it in `group`; again changes nothing."""
    cognito = stack.aws.client("cognito-idp")
    pool = stack.outputs["UserPoolId"]
    try:
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
        )
    except cognito.exceptions.UsernameExistsException:
        return
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)


def sign_in(stack: Stack, email: str, password: str) -> Person:
    """Exchange the password for tokens as the console does."""
    answer = stack.aws.client("cognito-idp").initiate_auth(
        ClientId=stack.outputs["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password},
    )
    return Person(email, password, answer["AuthenticationResult"]["AccessToken"])


def person(
    stack: Stack, email: str = DEMO_EMAIL, password: str = DEMO_PASSWORD, group: str = "trader"
) -> Person:
    """A signed-in user, created when missing."""
    ensure_person(stack, email, password, group)
    return sign_in(stack, email, password)
