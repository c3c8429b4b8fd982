/// How the client proves who it is.
public enum Credentials: Hashable, Sendable {
    /// A token that was made on the server. By the server's contract it holds for a year unless revoked.
    case token(Secret)

    /// A name and a password, which the client exchanges for a token when it first needs one.
    ///
    /// By the server's contract the same token comes back for the same `tokenName`, so that a program that gives one
    /// name leaves one token behind however often it starts. The token is kept in memory only.
    case password(username: String, Secret, tokenName: String)
}
