/// How the client proves who it is.
public enum Credentials: Hashable, Sendable {
    /// A token that was made on the server. It holds for a year unless revoked (<doc:ServerBehaviour#Authentication>).
    case token(Secret)

    /// A name and a password, which the client exchanges for a token when it first needs one.
    ///
    /// The same token comes back for the same `tokenName` (<doc:ServerBehaviour#Authentication>), so that a program
    /// that gives one name leaves one token behind however often it starts. The token is kept in memory only.
    case password(username: String, Secret, tokenName: String)
}
