"""The user pool: who may sign in, and the groups the code turns into roles."""

from aws_cdk import Duration
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from cdk.config import Stage
from cdk.constructs.storage import removal

GROUPS = ("viewer", "trader", "reviewer", "admin")


class Users(Construct):
    """Pool, groups and the console's client. A person in no group may do nothing."""

    def __init__(self, scope: Construct, construct_id: str, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=stage.self_sign_up,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_uppercase=True,
                require_symbols=True,
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            deletion_protection=stage.retain_data,
            removal_policy=removal(stage),
        )
        self.client = self.pool.add_client(
            "Console",
            auth_flows=cognito.AuthFlow(user_srp=True, user_password=stage.password_sign_in),
            disable_o_auth=True,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=Duration.minutes(30),
            id_token_validity=Duration.minutes(30),
            refresh_token_validity=Duration.days(7),
        )
        for precedence, group in enumerate(reversed(GROUPS)):
            cognito.CfnUserPoolGroup(
                self,
                group.capitalize(),
                user_pool_id=self.pool.user_pool_id,
                group_name=group,
                precedence=precedence,
            )
