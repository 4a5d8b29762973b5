//! The program `chat`.

fn main() -> std::process::ExitCode {
    chat::cli::main()
}
